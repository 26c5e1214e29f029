"""Layouts kept apart: tills and documents of the Netherlands and Poland."""

import random
from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs_apart as catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, spaced
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv

APART_WEST = Layouts()
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


@APART_WEST.of("Dutch till, dagtotalen with turnover by rate (Lightspeed-like)")
def dagtotalen() -> Export:
    header = titles(
        "Datum;Aantal bonnen;Omzet 9% incl.;Omzet 21% incl.;Totaal omzet incl.;"
        "Totaal omzet excl.;BTW laag;BTW hoog;Retouren;Pin;Contant"
    )
    place = Place("EUR", "NL", "Europe/Amsterdam", "nl")
    book, slips = Book(place, "day"), 0
    shop = Shop(
        607,
        place.zone,
        date(2026, 3, 30),
        catalogs.BLOEMEN_NL,
        days=75,
        a_day=(7, 12),
        reduced=0,
        voided=0,
        refunded=0.03,
    )
    for day, receipts in by_day(shop.receipts()).items():
        sales = [one for one in receipts if one.kind == "sale"]
        slips += len(sales)
        gross, back = total(sales), -total(receipts, "refund")
        rates = [sum((one.by_rate(rate) for one in sales), Decimal(0)) for rate in ("9", "21")]
        taxes = [
            sum((i.tax for r in sales for i in r.items if i.good.rate == Decimal(rate)), Decimal(0))
            for rate in ("9", "21")
        ]
        money = (
            *rates,
            gross,
            gross - sum(taxes),
            *taxes,
            -back,
            total(sales, method="card"),
            total(sales, method="cash"),
        )
        book.row(
            [f"{day.day}-{day.month}-{day.year}", len(sales), *map(comma, money)],
            sold(day, day, gross),
            [refunded(day, day, back)] if back else [],
        )
    book.receipts = [slips, None]
    return book.closed(
        "dagtotalen.csv", header, Csv(separator=";", foot=[f"Totaal;{slips};;;;;;;;;"])
    )


@APART_WEST.of("Polish sales documents: receipts, invoices and corrections (Subiekt-like)")
def dokumenty_sprzedazy() -> Export:
    header = [
        "Typ",
        "Numer",
        "Data wystawienia",
        "Kontrahent",
        "Netto",
        "VAT",
        "Brutto",
        "Forma płatności",
        "Stan",
    ]
    place = Place("PLN", "PL", "Europe/Warsaw", "pl")
    chance, book = random.Random(608), Book(place, "receipt")
    shop = Shop(
        608,
        place.zone,
        date(2026, 1, 19),
        catalogs.ROWERY_PL,
        days=40,
        reduced=0,
        voided=0.05,
        refunded=0.07,
    )
    for receipt in shop.receipts():
        kind = "KFS" if receipt.kind == "refund" else chance.choice(("PA", "PA", "FS"))
        cells = [
            kind, f"{kind} {receipt.number}/2026", f"{receipt.at:%Y-%m-%d}", "Klient detaliczny",
            spaced(receipt.total - receipt.tax), spaced(receipt.tax), spaced(receipt.total),
            chance.choice(("gotówka", "karta", "przelew")),
            "anulowany" if receipt.kind == "void" else "zatwierdzony",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed(
        "sprzedaz.csv",
        header,
        Csv(separator=";", encoding="cp1250", top=["Dokumenty sprzedaży", ""]),
    )


@APART_WEST.of("Polish café, pozycje paragonów: discounts as percentages")
def pozycje_paragonow() -> Export:
    header = titles(
        "Lp.;Paragon;Data i godzina;Nazwa towaru;Ilość;J.m.;Cena;Rabat %;Wartość;PTU;Płatność;Zwrot"
    )
    place = Place("PLN", "PL", "Europe/Warsaw", "pl")
    book, number = Book(place, "item"), 0
    shop = Shop(609, place.zone, date(2026, 8, 31), catalogs.ROWERY_PL, days=22, voided=0)
    for count, receipt in enumerate(shop.receipts()):
        for item in receipt.items:
            number += 1
            share = (abs(item.off) / abs(item.before) * 100).quantize(Decimal(1))
            cells = [
                number, f"P/{receipt.number}", f"{receipt.at:%d-%m-%Y %H:%M}", item.good.name,
                item.quantity, "szt.", comma(item.good.price), share, comma(item.total),
                f"{item.good.rate}%", receipt.method, "T" if receipt.kind == "refund" else "N",
            ]  # fmt: skip
            if count == 40 and item is receipt.items[0]:
                book.bad([*cells[:8], "błąd", *cells[9:]], "bad_amount")
            else:
                book.row(cells, counts(receipt, item))
    return book.closed("pozycje.csv", header, Csv(separator=";"))
