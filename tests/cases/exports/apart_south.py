"""Layouts kept apart: tills and invoicing of France, Italy, Spain, Portugal and Brazil."""

import random
from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs_apart as catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import NARROW, NBSP, comma, dotted, grouped, plain
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv, Sheet, Xlsx

APART_SOUTH = Layouts()
FR = Place("EUR", "FR", "Europe/Paris", "fr")
IT = Place("EUR", "IT", "Europe/Rome", "it")
ES = Place("EUR", "ES", "Europe/Madrid", "es")
PT = Place("EUR", "PT", "Europe/Lisbon", "pt")


def euro(value: Decimal) -> str:
    """1 234,50 € with spaces that do not break."""
    return f"{grouped(value, NARROW, ',')}{NBSP}€"


@APART_SOUTH.of(
    "French restaurant till, tickets with base and tax by rate;"
    " the total has its own column (L'Addition-like)"
)
def tickets_addition() -> Export:
    header = [
        "N° ticket",
        "Ouverture",
        "Clôture",
        "Table",
        "Couverts",
        "Serveur",
        "HT 10 %",
        "TVA 10 %",
        "HT 20 %",
        "TVA 20 %",
        "Total TTC",
        "Pourboire",
        "Règlement",
        "Annulé",
    ]
    chance, book = random.Random(701), Book(FR, "receipt")
    shop = Shop(
        701,
        FR.zone,
        date(2026, 6, 2),
        catalogs.BISTRO_FR,
        days=28,
        hours=(11, 23),
        tipped=0.15,
        voided=0.05,
        refunded=0,
        items=(1, 4),
        reduced=0,
    )
    for receipt in shop.receipts():
        taxes = {
            rate: sum((i.tax for i in receipt.items if i.good.rate == Decimal(rate)), Decimal(0))
            for rate in ("10", "20")
        }
        parts = [
            one
            for rate in ("10", "20")
            for one in (receipt.by_rate(rate) - taxes[rate], taxes[rate])
        ]
        cells = [
            receipt.number, receipt.at, receipt.at, chance.randint(1, 20), chance.randint(1, 6),
            receipt.staff, *parts, receipt.total, receipt.tip, receipt.method,
            "Oui" if receipt.kind == "void" else "Non",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    guide = Sheet("Aide", [["Ce fichier contient les tickets clôturés."]])
    return book.closed("export_tickets.xlsx", header, Xlsx("Tickets", before=[guide]))


@APART_SOUTH.of("French chain's till: amounts with a euro sign and thin spaces, several shops")
def lignes_boutiques() -> Export:
    header = titles(
        "Boutique;Date de vente;N° de ticket;Rayon;Libellé;Qté;P.U. TTC;Remise;Montant TTC;TVA;Type"
    )
    chance, book = random.Random(702), Book(FR, "item")
    shop = Shop(702, FR.zone, date(2026, 3, 31), catalogs.BISTRO_FR, days=26, voided=0, closed=(0,))
    for receipt in shop.receipts():
        where = chance.choice(("Lyon Presqu'île", "Grenoble"))
        for item in receipt.items:
            cells = [
                where, f"{receipt.at:%d/%m/%y %H:%M}", receipt.number, item.good.group,
                item.good.name, item.quantity, euro(item.good.price), euro(item.off),
                euro(item.total), f"{comma(item.good.rate, 1)} %",
                "Retour" if receipt.kind == "refund" else "Vente",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("lignes.csv", header, Csv(separator=";", encoding="utf-16"))


@APART_SOUTH.of("Spanish invoicing, a workbook of invoices: base, tax, total, state (Holded-like)")
def facturas_holded() -> Export:
    header = [
        "Fecha",
        "Núm",
        "Cliente",
        "Descripción",
        "Subtotal",
        "IVA",
        "Total",
        "Estado",
        "Vencimiento",
        "Forma de pago",
    ]
    chance, book = random.Random(703), Book(ES, "receipt")
    shop = Shop(
        703,
        ES.zone,
        date(2026, 1, 8),
        catalogs.TALLER_ES,
        days=75,
        a_day=(1, 4),
        closed=(5, 6),
        reduced=0,
        voided=0.05,
        refunded=0.06,
    )
    for receipt in shop.receipts():
        state = {"sale": "Pagado", "refund": "Abono", "void": "Borrador"}[receipt.kind]
        cells = [
            receipt.day, f"{'AB' if receipt.kind == 'refund' else 'F'}26{receipt.number}",
            chance.choice(("Talleres Ejemplo SL", "Ana Muestra")), receipt.items[0].good.name,
            receipt.total - receipt.tax, receipt.tax, receipt.total, state, receipt.day,
            "Transferencia",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed(
        "facturas.xlsx", header, Xlsx("Facturas", [["Listado de facturas"], []], merged=["A1:J1"])
    )


@APART_SOUTH.of(
    "Spanish till, líneas de ticket with a header row above the lines of each receipt (Glop-like)"
)
def lineas_glop() -> Export:
    header = titles(
        "Ticket;Fecha;Camarero;Artículo;Unidades;Precio;Dto.;Importe;Total ticket;Cobro"
    )
    book = Book(ES, "item")
    shop = Shop(
        704, ES.zone, date(2026, 5, 4), catalogs.TALLER_ES, days=26, voided=0, refunded=0.04
    )
    for receipt in shop.receipts():
        book.row(
            [
                receipt.number,
                f"{receipt.at:%d/%m/%Y %H:%M}",
                receipt.staff,
                "",
                "",
                "",
                "",
                "",
                dotted(receipt.total),
                receipt.method,
            ]
        )
        for item in receipt.items:
            cells = [
                "",
                "",
                "",
                item.good.name,
                item.quantity,
                dotted(item.good.price),
                dotted(item.off),
                dotted(item.total),
                "",
                "",
            ]
            book.row(cells, counts(receipt, item))
    return book.closed(
        "tickets.csv",
        header,
        Csv(separator=";", encoding="cp1252", foot=["", "Informe generado por el TPV"]),
    )


@APART_SOUTH.of("Italian invoicing, documents: credit notes with positive amounts (Fattura24-like)")
def documenti_it() -> Export:
    header = titles(
        "Tipo documento;Numero;Data;Cliente;Imponibile;Imposta;Totale documento;Stato;"
        "Metodo di pagamento"
    )
    chance, book = random.Random(705), Book(IT, "receipt")
    shop = Shop(
        705,
        IT.zone,
        date(2026, 2, 4),
        catalogs.LIBRI_IT,
        days=45,
        items=(1, 4),
        reduced=0,
        voided=0.04,
        refunded=0.07,
    )
    for receipt in shop.receipts():
        kind = (
            "Nota di credito"
            if receipt.kind == "refund"
            else chance.choice(("Fattura", "Ricevuta"))
        )
        amount, tax = abs(receipt.total), abs(receipt.tax)
        cells = [
            kind, f"{receipt.number}/2026", f"{receipt.at:%d/%m/%Y}", "Mario Esempio",
            "€ " + dotted(amount - tax), "€ " + dotted(tax), "€ " + dotted(amount),
            "Annullato" if receipt.kind == "void" else "Emesso",
            chance.choice(("Contanti", "Bonifico")),
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("documenti.csv", header, Csv(separator=";", quotes_all=True))


@APART_SOUTH.of(
    "Portuguese till, linhas: discounts as percentages, voided lines by a flag (Vendus-like)"
)
def linhas_vendus() -> Export:
    header = titles(
        "Data;Hora;Documento;Referência;Artigo;Qtd.;Preço unit. c/ IVA;Desc. %;Total c/ IVA;"
        "Taxa IVA;Pagamento;Anulado"
    )
    book = Book(PT, "item")
    shop = Shop(
        706,
        PT.zone,
        date(2026, 3, 26),
        catalogs.MERCEARIA_PT,
        days=26,
        voided=0.04,
        methods=("Numerário", "Multibanco", "MB Way"),
    )
    for receipt in shop.receipts():
        number = f"{'NC' if receipt.kind == 'refund' else 'FS'} A/{receipt.number}"
        for item in receipt.items:
            share = (abs(item.off) / abs(item.before) * 100).quantize(Decimal(1))
            cells = [
                f"{receipt.at:%d-%m-%Y}", f"{receipt.at:%H:%M}", number, item.good.code,
                item.good.name, comma(Decimal(item.quantity), 3), comma(item.good.price),
                comma(share), comma(item.total), f"{item.good.rate}%", receipt.method,
                "Sim" if receipt.kind == "void" else "Não",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("linhas.csv", header, Csv(separator=";", encoding="iso8859-15"))


@APART_SOUTH.of(
    "Brazilian web shop, vendas: the order on its first row, status of the payment (Nuvemshop-like)"
)
def vendas_nuvem() -> Export:
    header = titles(
        "Número do Pedido;E-mail;Data;Status do Pedido;Status do Pagamento;Moeda;Subtotal;"
        "Desconto;Valor do Frete;Total;"
        "Nome do comprador;Cidade;Forma de Pagamento;Nome do Produto;Valor do Produto;"
        "Quantidade Comprada;SKU;Canal"
    )
    place = Place("BRL", "BR", "America/Sao_Paulo", "pt")
    chance, book = random.Random(707), Book(place, "item")
    shop = Shop(
        707,
        place.zone,
        date(2026, 5, 4),
        catalogs.MERCEARIA_PT,
        days=30,
        closed=(),
        reduced=0,
        refunded=0,
        voided=0.06,
    )
    for receipt in shop.receipts():
        freight = Decimal(chance.choice(("0.00", "18.90")))
        for at, item in enumerate(receipt.items):
            order = [
                f"{receipt.at:%d/%m/%Y %H:%M:%S}",
                "Cancelado" if receipt.kind == "void" else "Aberto",
                "Recusado" if receipt.kind == "void" else "Pago", "BRL", plain(receipt.total),
                "0.00", plain(freight), plain(receipt.total + freight), "Ana Exemplo", "Recife",
                chance.choice(("Pix", "Cartão de crédito")),
            ]  # fmt: skip
            goods = [item.good.name, plain(item.good.price), item.quantity, item.good.code]
            cells = [
                receipt.number,
                "ana@example.com",
                *(order if at == 0 else [""] * 11),
                *goods,
                "Loja" if at == 0 else "",
            ]
            book.row(cells, counts(receipt, item))
    return book.closed("vendas.csv", header, Csv(separator=";", encoding="cp1252"))


@APART_SOUTH.of("Italian bar: day and refunds in separate rows, negative in brackets")
def incassi_bar() -> Export:
    header = titles("Data operazione|Causale|Documento|Operatore|Importo|Modalità", "|")
    book = Book(IT, "receipt")
    shop = Shop(
        708,
        IT.zone,
        date(2026, 9, 3),
        catalogs.LIBRI_IT,
        days=30,
        voided=0.04,
        refunded=0.05,
        methods=("Contanti", "POS"),
    )
    causes = {"sale": "Incasso", "refund": "Rimborso", "void": "Annullato"}
    for receipt in shop.receipts():
        text = dotted(receipt.total)
        text = f"({text[1:]})" if text.startswith("-") else text
        book.row(
            [
                f"{receipt.at:%d/%m/%Y %H:%M}",
                causes[receipt.kind],
                receipt.number,
                receipt.staff,
                text,
                receipt.method,
            ],
            counts(receipt),
        )
    return book.closed("incassi.txt", header, Csv(separator="|", encoding="cp1252"))


@APART_SOUTH.of("French association: refunds in a column, on the day of the sale")
def billets() -> Export:
    header = titles(
        "Référence;Date;Événement;Nombre de billets;Montant;Montant remboursé;Statut;"
        "Moyen de paiement"
    )
    chance, book = random.Random(709), Book(FR, "receipt")
    shop = Shop(
        709,
        FR.zone,
        date(2026, 3, 3),
        catalogs.BISTRO_FR,
        days=36,
        closed=(),
        refunded=0,
        voided=0.05,
        reduced=0,
        items=(1, 1),
    )
    for receipt in shop.receipts():
        back = receipt.total if receipt.kind == "sale" and chance.random() < 0.07 else Decimal(0)
        status = "Annulé" if receipt.kind == "void" else "Remboursé" if back else "Payé"
        cells = [
            f"HA-{receipt.number}", f"{receipt.at:%d/%m/%Y %H:%M}", "Concert d'été",
            receipt.items[0].quantity, comma(receipt.total), comma(back), status,
            chance.choice(("Carte bancaire", "Virement")),
        ]  # fmt: skip
        book.row(
            cells, counts(receipt), [refunded(receipt.day, receipt.number, back)] if back else []
        )
    return book.closed("billets.csv", header, Csv(separator=";", encoding="utf-8-sig"))
