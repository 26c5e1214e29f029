"""Open layouts: tills of Germany, Austria, the Netherlands and Poland."""

import random
from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, dotted, sign_behind, spaced
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv, Fixed, Sheet, Xlsx

MIDDLE = Layouts()
DE = Place("EUR", "DE", "Europe/Berlin", "de")


@MIDDLE.of("orderbird-like tablet till, Artikelverkäufe")
def wirtshaus_artikel() -> Export:
    header = titles(
        "Datum;Uhrzeit;Rechnungsnummer;Tisch;Artikel;Kategorie;Menge;Einzelpreis;Rabatt;"
        "Gesamtpreis;MwSt.-Satz;Zahlungsart;Kellner;Status"
    )
    chance, book = random.Random(201), Book(DE, "item")
    shop = Shop(
        201,
        DE.zone,
        date(2026, 3, 30),
        catalogs.BAR_DE,
        days=24,
        hours=(11, 23),
        methods=("Bar", "EC-Karte", "Kreditkarte"),
    )
    for count, receipt in enumerate(shop.receipts()):
        table = chance.randint(1, 24)
        for item in receipt.items:
            cells = [
                f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M:%S}", f"R{receipt.number}", table,
                item.good.name, item.good.group, item.quantity, comma(item.good.price) + " €",
                comma(item.off) + " €", comma(item.total) + " €", f"{item.good.rate} %",
                receipt.method, receipt.staff, "storniert" if receipt.kind == "void" else "",
            ]  # fmt: skip
            if count == 33 and item is receipt.items[0]:
                book.bad([*cells[:9], "k. A.", *cells[10:]], "bad_amount")
            else:
                book.row(cells, counts(receipt, item))
    return book.closed(
        "Artikelverkaeufe_2026-03-30_2026-04-22.csv",
        header,
        Csv(separator=";", encoding="utf-8-sig"),
    )


@MIDDLE.of("ready2order-like Austrian till, Belege with base and tax by rate")
def belege_steuersaetze() -> Export:
    header = titles(
        "Belegnummer;Belegdatum;Belegart;Kassa;Netto 10%;USt 10%;Netto 20%;USt 20%;Brutto;"
        "Trinkgeld;Zahlungsmittel;Bediener"
    )
    place = Place("EUR", "AT", "Europe/Vienna", "de")
    book = Book(place, "receipt")
    shop = Shop(
        202,
        place.zone,
        date(2026, 1, 8),
        catalogs.BAR_DE,
        days=34,
        tipped=0.3,
        reduced=0,
        voided=0.05,
    )
    kinds = {"sale": "Barverkauf", "refund": "Gutschrift", "void": "Stornobeleg"}
    for receipt in shop.receipts():
        taxes = {
            rate: sum((i.tax for i in receipt.items if i.good.rate == Decimal(rate)), Decimal(0))
            for rate in ("7", "19")
        }
        parts = [
            part
            for rate in ("7", "19")
            for part in (receipt.by_rate(rate) - taxes[rate], taxes[rate])
        ]
        cells = [
            f"AT-{receipt.number}", f"{receipt.at:%d.%m.%Y %H:%M}", kinds[receipt.kind], "Kassa 1",
            *(dotted(part) for part in parts), dotted(receipt.total), dotted(receipt.tip),
            receipt.method, receipt.staff,
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("belege.csv", header, Csv(separator=";", encoding="cp1252"))


@MIDDLE.of("DSFinV-K lines.csv: every position of a German till, money that is no sale among it")
def dsfinvk_lines() -> Export:
    header = titles(
        "Z_KASSE_ID;Z_ERSTELLUNG;Z_NR;BON_ID;POS_ZEILE;GUTSCHEIN_NR;ARTIKELTEXT;POS_TERMINAL_ID;"
        "GV_TYP;GV_NAME;"
        "INHAUS;P_STORNO;AGENTUR_ID;ART_NR;GTIN;WARENGR_ID;WARENGR;MENGE;FAKTOR;EINHEIT;STK_BR"
    )
    book, closing = Book(DE, "item"), 310
    shop = Shop(
        203,
        DE.zone,
        date(2026, 6, 1),
        catalogs.BAR_DE,
        days=24,
        hours=(10, 21),
        reduced=0,
        voided=0.04,
        refunded=0.03,
    )
    for day, receipts in by_day(shop.receipts()).items():
        closing += 1
        z = ["kasse-01", f"{day:%Y-%m-%d}T22:{closing % 60:02d}:07", closing]

        book.row(position(z, f"A{closing}", 1, "Anfangsbestand", "Anfangsbestand", 1, Decimal(200)))
        for receipt in receipts:
            for at, item in enumerate(receipt.items, 1):
                good = item.good
                cells = position(
                    z,
                    receipt.number,
                    at,
                    good.name,
                    "Umsatz",
                    item.quantity,
                    good.price,
                    good.code,
                    good.group,
                )
                book.row(cells, counts(receipt, item))
            if receipt.kind == "sale" and receipt.number % 19 == 0:
                good = receipt.items[0].good
                book.row(
                    position(
                        z,
                        receipt.number,
                        8,
                        good.name,
                        "Umsatz",
                        1,
                        good.price,
                        good.code,
                        good.group,
                        off="1",
                    )
                )
            if receipt.kind == "sale" and receipt.number % 11 == 0:
                book.row(
                    position(z, receipt.number, 9, "Trinkgeld", "TrinkgeldAN", 1, Decimal("2.00"))
                )
        book.row(position(z, f"E{closing}", 1, "Entnahme Bank", "Geldtransit", -1, Decimal(150)))
    return book.closed("lines.csv", header, Csv(separator=";", quotes_all=True))


def position(z, bon, at, text, kind, pieces, price, code="", group="", off="0") -> list:
    what = [text, "T1", kind, "", "1", off, "0", code, "", "", group]
    return [*z, bon, at, "", *what, comma(Decimal(pieces), 3), "1,000", "Stk", comma(price, 5)]


@MIDDLE.of("market stall, a table typed by hand: the day stands once, sums between the weeks")
def marktstand() -> Export:
    header = ["Datum", "Was", "Anzahl", "Preis", "Gesamt", "Bemerkung"]
    book, week, sums = Book(DE, "item", receipts=None), 0, Decimal(0)
    shop = Shop(
        212,
        DE.zone,
        date(2026, 4, 7),
        catalogs.BAR_DE,
        days=45,
        a_day=(5, 8),
        closed=(0, 2, 3, 6),
        items=(1, 1),
        refunded=0,
        voided=0,
        reduced=0,
    )
    for day, receipts in by_day(shop.receipts()).items():
        if week not in (0, day.isocalendar().week):
            book.row([f"Summe KW {week}", "", "", "", float(sums)])
            book.row([None])
            sums = Decimal(0)
        week = day.isocalendar().week
        for at, receipt in enumerate(receipts):
            [item] = receipt.items
            note = "Stammkunde" if receipt.number % 17 == 0 else ""
            cells = [
                day if at == 0 else None,
                item.good.name,
                item.quantity,
                float(item.good.price),
                float(item.total),
                note,
            ]
            book.row(cells, counts(receipt, item))
            sums += item.total
    book.row([f"Summe KW {week}", "", "", "", float(sums)])
    prices = Sheet(
        "Preise",
        [["Artikel", "Preis"], *([g.name, float(g.price)] for g in catalogs.BAR_DE)],
        hidden=True,
    )
    layout = Xlsx(
        "Verkauf", [["Marktstand Frühjahr 2026"], []], before=[prices], date_format="dd.mm.yyyy"
    )
    return book.closed("Marktstand.xlsx", header, layout)


@MIDDLE.of("old German till, printed list: fixed width, a header on every page, minus behind")
def kassenliste() -> Export:
    header = ["BON", "DATUM", "ZEIT", "ARTIKEL", "MENGE", "EINZELPREIS", "BETRAG", "ZA"]
    layout = Fixed(
        (-6, 8, 5, 24, -6, -12, -12, 4),
        encoding="cp1252",
        top=["KASSENLISTE    WIRTSHAUS AM MARKT            SEITE 1", ""],
        rule=True,
    )
    book, line = Book(DE, "item"), 0
    shop = Shop(
        213,
        DE.zone,
        date(2026, 10, 1),
        catalogs.BAR_DE,
        days=24,
        reduced=0,
        voided=0,
        refunded=0.06,
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            price = sign_behind(dotted(item.total))
            cells = [
                receipt.number, f"{receipt.at:%d.%m.%y}", f"{receipt.at:%H:%M}", item.good.name,
                item.quantity, dotted(item.good.price), price,
                "BAR" if receipt.method == "cash" else "EC",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
            line += 1
            if line % 50 == 0:
                book.row(f"KASSENLISTE    WIRTSHAUS AM MARKT            SEITE {line // 50 + 1}")
                book.row("")
                book.row(layout.line(header))
                book.row("-" * 84)
    summed = sum((fact.amount * (-1 if fact.is_refund else 1) for fact in book.facts), Decimal(0))
    return book.closed(
        "LISTE.TXT", header, Fixed(**vars(layout) | {"foot": ["", f"SUMME {dotted(summed):>78}"]})
    )


@MIDDLE.of("German shop: day ends with takings by tax rate and no column of a total")
def tagesumsaetze() -> Export:
    header = titles(
        "Tag;Z-Bon;Kunden;Umsatz 19 %;Umsatz 7 %;Storno;Rückgaben;davon Bar;davon Karte"
    )
    book, slips = Book(DE, "day"), 0
    shop = Shop(
        215,
        DE.zone,
        date(2026, 7, 1),
        catalogs.BAR_DE,
        days=70,
        a_day=(6, 12),
        reduced=0,
        refunded=0,
        voided=0,
    )
    for number, (day, receipts) in enumerate(by_day(shop.receipts()).items(), 801):
        slips += len(receipts)
        rates = [sum((one.by_rate(rate) for one in receipts), Decimal(0)) for rate in ("19", "7")]
        means = [total(receipts, method=method) for method in shop.methods]
        day_text = day.strftime("%d.%m.%Y")
        book.row(
            [
                day_text,
                number,
                len(receipts),
                *map(dotted, rates),
                "0,00",
                "0,00",
                *map(dotted, means),
            ],
            sold(day, day, total(receipts)),
        )
    book.receipts = [slips, None]
    return book.closed(
        "tagesumsaetze.csv",
        header,
        Csv(separator=";", encoding="cp1252", foot=[f"Summe;;{slips};;;;;;"]),
    )


@MIDDLE.of(
    "Dutch till: a receipt row, its lines and its payments below each other, told apart by a column"
)
def bon_regels() -> Export:
    header = titles(
        "Type;Bonnr;Datum;Tijd;Artikel;Omschrijving;Aantal;Prijs;Korting;Bedrag;BTW%;"
        "Betaalwijze;Kassier"
    )
    place = Place("EUR", "NL", "Europe/Amsterdam", "nl")
    book = Book(place, "item")
    shop = Shop(
        210,
        place.zone,
        date(2026, 3, 9),
        catalogs.KAAS_NL,
        days=24,
        methods=("Pin", "Contant"),
        staff=("Sanne", "Bram"),
        voided=0,
        items=(1, 4),
    )
    for receipt in shop.receipts():
        at = [receipt.number, f"{receipt.at:%d-%m-%Y}", f"{receipt.at:%H:%M}"]
        book.row(
            [
                "BON",
                *at,
                "",
                "",
                "",
                "",
                comma(receipt.off),
                comma(receipt.total),
                "",
                "",
                receipt.staff,
            ]
        )
        for item in receipt.items:
            good = item.good
            money = [
                item.quantity,
                comma(good.price),
                comma(item.off),
                comma(item.total),
                good.rate,
            ]
            book.row(["REGEL", *at, good.code, good.name, *money, "", ""], counts(receipt, item))
        half = receipt.total / 2
        splits = receipt.number % 9 == 0 and half == round(half, 2)
        parts = [("Pin", half), ("Contant", half)] if splits else [(receipt.method, receipt.total)]
        for method, part in parts:
            book.row(["BETALING", *at, "", "", "", "", "", comma(part), "", method, ""])
    return book.closed("bonnen_maart.csv", header, Csv(separator=";", encoding="utf-8-sig"))


@MIDDLE.of("Polish till, paragony fiskalne")
def paragony() -> Export:
    header = titles(
        "Nr paragonu;Data sprzedaży;Godzina;Kasjer;Wartość netto;Kwota VAT;Wartość brutto;"
        "Forma płatności;Anulowany"
    )
    place = Place("PLN", "PL", "Europe/Warsaw", "pl")
    book = Book(place, "receipt")
    shop = Shop(
        209,
        place.zone,
        date(2026, 4, 27),
        catalogs.PIEKARNIA_PL,
        days=33,
        items=(2, 5),
        methods=("Gotówka", "Karta", "BLIK"),
        staff=("Łucja", "Bożena"),
        reduced=0,
        voided=0.05,
    )
    for count, receipt in enumerate(shop.receipts()):
        scale = 60 if count % 50 == 7 else 1
        cells = [
            f"W{receipt.number:07d}", f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M}",
            receipt.staff, spaced((receipt.total - receipt.tax) * scale),
            spaced(receipt.tax * scale), spaced(receipt.total * scale), receipt.method,
            "tak" if receipt.kind == "void" else "nie",
        ]  # fmt: skip
        amount = abs(receipt.total) * scale
        facts = {
            "sale": [sold(receipt.day, receipt.number, amount)],
            "refund": [refunded(receipt.day, receipt.number, amount)],
            "void": [],
        }
        book.row(cells, facts[receipt.kind])
    return book.closed("paragony.csv", header, Csv(separator=";", encoding="cp1250"))
