"""Layouts kept apart: tills and shop systems of Germany, Switzerland, the Netherlands and Poland."""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.cases.exports import catalogs_apart as catalogs
from tests.cases.exports.books import Book, Export, Place, counts, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, dotted, grouped, sign_behind
from tests.cases.exports.shops import Receipt, Shop
from tests.cases.exports.written import Csv, Fixed, Xlsx

APART_MIDDLE = Layouts()
DE = Place("EUR", "DE", "Europe/Berlin", "de")
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@APART_MIDDLE.of("beverage market: items, deposit rows, discount rows with a minus")
def getraenkemarkt() -> Export:
    header = titles("Bon;Datum;Uhrzeit;Pos;Art.-Nr.;Bezeichnung;Menge;E-Preis;G-Preis;MwSt;Zahlart")
    chance, book = random.Random(601), Book(DE, "item")
    shop = Shop(
        601,
        DE.zone,
        date(2026, 4, 27),
        catalogs.GETRAENKE_DE,
        days=24,
        reduced=0,
        voided=0,
        methods=("BAR", "EC"),
    )
    for receipt in shop.receipts():
        at = [receipt.number, f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M:%S}"]
        place = 0
        for item in receipt.items:
            place += 1
            good = item.good
            book.row(
                [
                    *at,
                    place,
                    good.code,
                    good.name,
                    item.quantity,
                    comma(good.price),
                    comma(item.total),
                    f"{good.rate}%",
                    receipt.method,
                ],
                counts(receipt, item),
            )
            if receipt.kind == "sale" and good.group in ("Bier", "Wasser"):
                place += 1
                price = Decimal("3.10") if good.group == "Bier" else Decimal("3.30")
                paid = price * item.quantity
                cells = [
                    *at,
                    place,
                    "9001",
                    "Pfand Kasten",
                    item.quantity,
                    comma(price),
                    comma(paid),
                    "19%",
                    receipt.method,
                ]
                book.row(
                    cells, sold(receipt.day, receipt.number, paid, item.quantity, maybe="deposit")
                )
        if receipt.kind == "sale" and chance.random() < 0.12:
            off = (receipt.total / 20).quantize(Decimal("0.01"), ROUND_HALF_UP)
            cells = [
                *at,
                place + 1,
                "9999",
                "Rabatt 5 %",
                1,
                comma(-off),
                comma(-off),
                "19%",
                receipt.method,
            ]
            book.row(cells, sold(receipt.day, receipt.number, -off, 0, before=Decimal(0)))
    return book.closed("Bons_KW18-21.csv", header, Csv(separator=";", encoding="cp1252"))


@APART_MIDDLE.of(
    "tablet till, Belege: a Storno is a row of its own that takes back the receipt of that number (Tillhub-like)"
)
def belege_storno() -> Export:
    header = titles(
        "Belegnr.;Datum;Zeit;Vorgang;Brutto;Netto;MwSt;Rabatt;Bar;Karte;Gutschein;Trinkgeld;"
        "Bediener"
    )
    chance, book = random.Random(602), Book(DE, "receipt")
    shop = Shop(
        602, DE.zone, date(2026, 3, 2), catalogs.SCHMUCK_DE, days=34, tipped=0.1, voided=0.05
    )
    for receipt in shop.receipts():
        voucher = (
            Decimal(10)
            if receipt.kind == "sale" and receipt.total > 30 and chance.random() < 0.1
            else Decimal(0)
        )
        if receipt.kind == "void":
            book.row(beleg(receipt, voucher, "Verkauf", 1))
            book.row(beleg(receipt, voucher, "Storno", -1))
        else:
            book.row(
                beleg(receipt, voucher, "Retoure" if receipt.kind == "refund" else "Verkauf", 1),
                counts(receipt),
            )
    return book.closed("belege_2026-03.csv", header, Csv(separator=";", encoding="utf-8-sig"))


def beleg(receipt: Receipt, voucher: Decimal, kind: str, sign: int) -> list:
    at = receipt.at + timedelta(minutes=4 if kind == "Storno" else 0)
    rest, none = receipt.total - voucher, Decimal(0)
    means = (rest, none) if receipt.method == "cash" else (none, rest)
    money = [receipt.total, receipt.total - receipt.tax, receipt.tax, receipt.off, *means]
    texts = [dotted(sign * one) for one in (*money, voucher, receipt.tip)]
    return [receipt.number, f"{at:%d.%m.%Y}", f"{at:%H:%M}", kind, *texts, receipt.staff]


@APART_MIDDLE.of(
    "order system: items under their orders, order sums repeat, months in words (Billbee-like)"
)
def bestellungen() -> Export:
    header = [
        "Bestellnummer",
        "Bestelldatum",
        "Status",
        "Kanal",
        "Kunde",
        "Land",
        "Artikelnummer",
        "Artikel",
        "Menge",
        "Einzelpreis (brutto)",
        "Positionssumme (brutto)",
        "Versandkosten",
        "Rechnungsbetrag",
        "Währung",
    ]
    chance, book = random.Random(603), Book(DE, "item")
    shop = Shop(
        603,
        DE.zone,
        date(2026, 2, 16),
        catalogs.SCHMUCK_DE,
        days=45,
        closed=(),
        reduced=0,
        refunded=0,
        voided=0.05,
    )
    for receipt in shop.receipts():
        freight = Decimal(chance.choice(("0.00", "4.90")))
        at = receipt.at
        for item in receipt.items:
            cells = [
                f"BB-{receipt.number}", f"{at.day}. {MONTHS[at.month - 1]} {at.year}",
                "Storniert" if receipt.kind == "void" else "Versendet",
                chance.choice(("Etsy", "Webshop")), "Erika Beispiel", "DE", item.good.code,
                item.good.name, item.quantity, item.good.price, item.total, freight,
                receipt.total + freight, "EUR",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("Bestellungen.xlsx", header, Xlsx("Bestellungen"))


@APART_MIDDLE.of(
    "cash book: money in, money out, balance; purchases and trips to the bank are no refunds"
)
def kassenbuch() -> Export:
    header = titles("Datum;Beleg-Nr.;Buchungstext;Einnahme;Ausgabe;Kassenbestand")
    chance, book, balance, number = (
        random.Random(604),
        Book(DE, "day", receipts=None),
        Decimal(250),
        0,
    )
    shop = Shop(
        604,
        DE.zone,
        date(2026, 5, 4),
        catalogs.SCHMUCK_DE,
        days=90,
        reduced=0,
        voided=0,
        refunded=0,
    )

    def line(day, text, money_in, money_out):
        nonlocal balance, number
        number += 1
        balance += money_in - money_out
        return [
            f"{day:%d.%m.%Y}",
            number,
            text,
            dotted(money_in) if money_in else "",
            dotted(money_out) if money_out else "",
            dotted(balance),
        ]

    for day, receipts in by_day(shop.receipts()).items():
        paid = total(receipts)
        book.row(line(day, "Tageseinnahmen", paid, Decimal(0)), sold(day, day, paid))
        if chance.random() < 0.15:
            book.row(line(day, "Büromaterial", Decimal(0), Decimal("12.90")))
        if balance > 1500:
            book.row(line(day, "Einzahlung Bank", Decimal(0), Decimal(1200)))
    return book.closed("Kassenbuch.csv", header, Csv(separator=";", encoding="cp1252"))


@APART_MIDDLE.of(
    "Swiss chocolate shop: apostrophes, cash rounding in a column of its own, headers in two rows"
)
def tagesjournal_ch() -> Export:
    header = [
        "",
        "",
        "inkl. MWST",
        "exkl. MWST",
        "MWST",
        "Bar",
        "Karte",
        "TWINT",
        "Rundung",
        "Belege",
    ]
    place = Place("CHF", "CH", "Europe/Zurich", "de")
    book, slips = Book(place, "day"), 0
    shop = Shop(
        605,
        place.zone,
        date(2026, 1, 7),
        catalogs.CHOCOLATE_CH,
        days=85,
        a_day=(30, 48),
        reduced=0,
        voided=0,
        refunded=0,
        methods=("cash", "card", "twint"),
    )
    for number, (day, receipts) in enumerate(by_day(shop.receipts()).items(), 1):
        slips += len(receipts)
        paid, tax = total(receipts), sum((one.tax for one in receipts), Decimal(0))
        means = [total(receipts, method=method) for method in shop.methods]
        texts = [grouped(one, "'") for one in (paid, paid - tax, tax, *means)]
        book.row(
            [f"{day:%d.%m.%Y}", f"Z{number:04d}", *texts, "0.00", len(receipts)],
            sold(day, day, paid),
        )
    book.receipts = [slips, None]
    top = [
        ["Chocolaterie Beispiel AG", "", "", "", "", "", "", "", "", ""],
        [],
        ["Datum", "Abschluss", "Umsatz", "", "", "Zahlungsmittel", "", "", "", ""],
    ]
    return book.closed(
        "Tagesjournal.xlsx", header, Xlsx("Journal", top, merged=["C3:E3", "F3:I3", "A1:J1"])
    )


@APART_MIDDLE.of(
    "merchandise system of the nineties: fixed width, 20260314, minus behind, totals of the day between"
)
def warenwirtschaft() -> Export:
    header = ["BELEG", "DATUM", "ARTNR", "BEZEICHNUNG", "MENGE", "PREIS", "WERT"]
    layout = Fixed((8, 8, 8, 26, -5, -10, -12), encoding="cp850", top=["WAWI 4.2  UMSATZLISTE"])
    book, day, sums = Book(DE, "item"), None, Decimal(0)
    shop = Shop(606, DE.zone, date(2026, 3, 3), catalogs.SCHMUCK_DE, days=26, reduced=0, voided=0)
    for receipt in shop.receipts():
        if day not in (None, receipt.day):
            book.row(layout.line(["", "", "", "TAGESSUMME", "", "", sign_behind(dotted(sums))]))
            sums = Decimal(0)
        day = receipt.day
        for item in receipt.items:
            cells = [
                receipt.number,
                f"{receipt.at:%Y%m%d}",
                item.good.code,
                item.good.name,
                sign_behind(str(item.quantity)),
                comma(item.good.price),
                sign_behind(dotted(item.total)),
            ]
            book.row(cells, counts(receipt, item))
            sums += item.total
    return book.closed("UMSATZ.LST", header, layout)
