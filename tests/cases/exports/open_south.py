"""Open layouts: tills of France, Italy, Spain and Portugal."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from tests.cases.exports import catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, dotted
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv, Ods, Sheet, Xlsx

SOUTH = Layouts()
FR = Place("EUR", "FR", "Europe/Paris", "fr")
IT = Place("EUR", "IT", "Europe/Rome", "it")
ES = Place("EUR", "ES", "Europe/Madrid", "es")


@SOUTH.of("Hiboutik-like till, détail des ventes")
def ventes_detail() -> Export:
    header = titles(
        "N° vente;Date;Heure;Vendeur;Produit;Référence;Quantité;Prix unitaire TTC;Remise;"
        "Total TTC;Taux TVA;Montant TVA;Mode de paiement"
    )
    book = Book(FR, "item")
    shop = Shop(
        204,
        FR.zone,
        date(2026, 5, 4),
        catalogs.LIBRAIRIE_FR,
        days=30,
        closed=(0, 6),
        voided=0,
        methods=("CB", "Espèces", "Chèque"),
        staff=("Élise", "Marc"),
    )
    for count, receipt in enumerate(shop.receipts()):
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at:%d/%m/%Y}", f"{receipt.at:%H:%M}", receipt.staff,
                item.good.name, item.good.code, item.quantity, comma(item.good.price),
                comma(item.off), comma(item.total), comma(item.good.rate), comma(item.tax),
                receipt.method,
            ]  # fmt: skip
            if count == 70 and item is receipt.items[0]:
                book.bad([cells[0], "?", *cells[2:]], "bad_date")
            else:
                book.row(cells, counts(receipt, item))
    return book.closed("detail_ventes.csv", header, Csv(separator=";", encoding="iso8859-15"))


@SOUTH.of("restaurant till, day totals with tax rates and means of payment (Tiller-like)")
def recettes_journalieres() -> Export:
    header = [
        "Jour",
        "Nb tickets",
        "Couverts",
        "CA HT",
        "TVA 5,5 %",
        "TVA 20 %",
        "CA TTC",
        "Remises",
        "Espèces",
        "CB",
        "Titres-restaurant",
    ]
    chance, book, rows = random.Random(205), Book(FR, "day"), 0
    shop = Shop(
        205,
        FR.zone,
        date(2026, 1, 5),
        catalogs.LIBRAIRIE_FR,
        days=80,
        a_day=(9, 16),
        refunded=0,
        voided=0,
        methods=("Espèces", "CB", "Titres-restaurant"),
    )
    for day, receipts in by_day(shop.receipts()).items():
        rows += len(receipts)
        taxes = [
            sum(
                (i.tax for r in receipts for i in r.items if i.good.rate == Decimal(rate)),
                Decimal(0),
            )
            for rate in ("5.5", "20")
        ]
        paid = total(receipts)
        off = sum((one.off for one in receipts), Decimal(0))
        means = [total(receipts, method=method) for method in shop.methods]
        cells = [
            day,
            len(receipts),
            chance.randint(20, 40),
            paid - sum(taxes),
            *taxes,
            paid,
            off,
            *means,
        ]
        book.row(cells, sold(day, day, paid, before=paid + off))
        if day.weekday() == 5:
            book.row([None])
    book.receipts = [rows, None]
    sums = sum((fact.amount for fact in book.facts), Decimal(0))
    top = [["Bistro du Canal"], ["Recettes journalières du 05/01/2026 au 25/03/2026"], []]
    foot: list[list[Any]] = [["TOTAL", rows, "", "", "", "", sums]]
    layout = Xlsx("Recettes", top, foot, merged=["A1:K1", "A2:K2"])
    return book.closed("Recettes_T1.xlsx", header, layout)


@SOUTH.of("hospitality till, tickets with base and tax (Ágora-like)")
def tickets_agora() -> Export:
    header = titles(
        "Serie;Número;Fecha;Hora;Local;Cajero;Comensales;Base imponible;Cuota IVA;Total;Propina;"
        "Forma de pago;Tipo"
    )
    chance, book = random.Random(206), Book(ES, "receipt")
    shop = Shop(
        206,
        ES.zone,
        date(2026, 4, 1),
        catalogs.BAR_ES,
        days=30,
        hours=(9, 23),
        tipped=0.1,
        items=(1, 4),
        methods=("Efectivo", "Tarjeta", "Bizum"),
        voided=0.04,
    )
    kinds = {"sale": "Venta", "refund": "Devolución", "void": "Anulado"}
    for count, receipt in enumerate(shop.receipts()):
        cells = [
            "D" if receipt.kind == "refund" else "T", receipt.number, f"{receipt.at:%d/%m/%Y}",
            f"{receipt.at:%H:%M}", chance.choice(("Barra", "Terraza")), receipt.staff,
            chance.randint(1, 6), dotted(receipt.total - receipt.tax), dotted(receipt.tax),
            dotted(receipt.total), dotted(receipt.tip), receipt.method, kinds[receipt.kind],
        ]  # fmt: skip
        book.row(cells, counts(receipt))
        if count % 25 == 24:
            book.row(["" for _ in cells])
    return book.closed("tickets_abril.csv", header, Csv(separator=";", encoding="cp1252"))


@SOUTH.of("registro dei corrispettivi: one row a day, an amount for each tax rate")
def corrispettivi() -> Export:
    header = [
        "Data",
        "N. scontrini",
        "Corrispettivi 22%",
        "Corrispettivi 10%",
        "Totale corrispettivi",
        "Resi",
        "Totale netto",
        "Contanti",
        "Elettronico",
        "Note",
    ]
    book, slips = Book(IT, "day"), 0
    shop = Shop(
        207,
        IT.zone,
        date(2026, 2, 2),
        catalogs.FERRAMENTA_IT,
        days=75,
        a_day=(5, 9),
        reduced=0,
        voided=0,
        refunded=0.04,
    )
    sums = [Decimal(0)] * 2
    for day, receipts in by_day(shop.receipts()).items():
        sales = [one for one in receipts if one.kind == "sale"]
        rates = [sum((one.by_rate(rate) for one in sales), Decimal(0)) for rate in ("22", "10")]
        gross, back = total(sales), -total(receipts, "refund")
        slips += len(sales)
        sums = [sums[0] + gross, sums[1] + back]
        cells = [
            day,
            len(sales),
            *rates,
            gross,
            back or None,
            gross - back,
            total(receipts, method="cash"),
            total(receipts, method="card"),
            "",
        ]
        book.row(cells, sold(day, day, gross), [refunded(day, day, back)] if back else [])
    book.receipts = [slips, None]
    foot: list[list[Any]] = [
        ["TOTALE", slips, "", "", sums[0], sums[1], sums[0] - sums[1]],
        [],
        ["Firma ____________"],
    ]
    note = Sheet(
        "Istruzioni",
        [["Inserire i corrispettivi del giorno"], ["Aliquota", "Codice"], [22, "A"], [10, "B"]],
    )
    layout = Xlsx(
        "Corrispettivi 2026",
        [["FERRAMENTA ROSSI S.N.C."], ["Registro dei corrispettivi"]],
        foot,
        before=[note],
        merged=["A1:J1"],
    )
    return book.closed("corrispettivi_2026.xlsx", header, layout)


@SOUTH.of("Italian till, righe scontrino")
def righe_scontrino() -> Export:
    header = titles(
        "Data;Ora;N. scontrino;Reparto;Descrizione;Q.tà;Prezzo unit.;Sconto;Importo;Aliq. IVA;"
        "Pagamento;Tipo doc."
    )
    book = Book(IT, "item")
    shop = Shop(
        208,
        IT.zone,
        date(2026, 2, 27),
        catalogs.FERRAMENTA_IT,
        days=28,
        methods=("Contanti", "Bancomat", "Carta"),
        voided=0.04,
    )
    kinds = {"sale": "Vendita", "refund": "Reso", "void": "Annullo"}
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                f"{receipt.at:%d-%m-%y}", f"{receipt.at:%H.%M}", f"{receipt.number:06d}",
                item.good.group, item.good.name, comma(Decimal(item.quantity), 3),
                dotted(item.good.price), dotted(item.off), dotted(item.total), f"{item.good.rate}%",
                receipt.method, kinds[receipt.kind],
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("scontrini.csv", header, Csv(separator=";", encoding="cp1252", end="\n"))


@SOUTH.of("Portuguese invoicing, documentos: credit notes with positive amounts")
def documentos_pt() -> Export:
    header = titles("Documento;Número;Data;Cliente;NIF;Base Tributável;IVA;Total;Estado;Vendedor")
    place = Place("EUR", "PT", "Europe/Lisbon", "pt")
    chance, book = random.Random(211), Book(place, "receipt")
    shop = Shop(
        211,
        place.zone,
        date(2026, 1, 12),
        catalogs.PASTEL_PT,
        days=46,
        items=(2, 5),
        refunded=0.07,
        voided=0.04,
        reduced=0,
    )
    for receipt in shop.receipts():
        refund = receipt.kind == "refund"
        amount, tax = abs(receipt.total), abs(receipt.tax)
        cells = [
            "Nota de Crédito" if refund else "Fatura-Recibo",
            f"{'NC' if refund else 'FR'} 2026/{receipt.number}", f"{receipt.at:%Y-%m-%d}",
            chance.choice(("Consumidor Final", "Café Exemplo, Lda.")), "999999990",
            dotted(amount - tax) + " €", dotted(tax) + " €", dotted(amount) + " €",
            "Anulado" if receipt.kind == "void" else "Fechado", receipt.staff,
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("documentos.csv", header, Csv(separator=";"))


@SOUTH.of("association's takings, an OpenDocument sheet with cash and cards apart")
def recettes_ods() -> Export:
    header = [
        "Date",
        "Nombre de ventes",
        "Espèces",
        "Carte bancaire",
        "Chèques",
        "Total",
        "Observations",
    ]
    book, slips = Book(FR, "day"), 0
    shop = Shop(
        214,
        FR.zone,
        date(2026, 3, 1),
        catalogs.LIBRAIRIE_FR,
        days=60,
        a_day=(3, 8),
        closed=(0, 1),
        refunded=0,
        voided=0,
        reduced=0,
        methods=("cash", "card", "cheque"),
    )
    for day, receipts in by_day(shop.receipts()).items():
        slips += len(receipts)
        means = [total(receipts, method=method) for method in shop.methods]
        book.row([day, len(receipts), *means, total(receipts), ""], sold(day, day, total(receipts)))
    book.receipts = [slips, None]
    sums = sum((fact.amount for fact in book.facts), Decimal(0))
    return book.closed(
        "recettes.ods",
        header,
        Ods("Recettes", [["Association Les Lecteurs"], []], [["Total", slips, "", "", "", sums]]),
    )
