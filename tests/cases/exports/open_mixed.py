"""Open layouts in which money that is no sale of goods stands among the sales: tips, tax, postage, trial receipts."""

import random
from datetime import date, timedelta
from decimal import Decimal

from tests.cases.exports import catalogs
from tests.cases.exports.books import Book, Export, Place, counts, sold
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, dollars, dotted, plain, token
from tests.cases.exports.shops import Shop, rounded
from tests.cases.exports.written import Csv

MIXED = Layouts()
DE = Place("EUR", "DE", "Europe/Berlin", "de")


@MIXED.of("card reader, transactions: what was collected holds tax and tip (Square-like)")
def collected_transactions() -> Export:
    header = titles(
        "Date;Time;Time Zone;Gross Sales;Discounts;Service Charges;Net Sales;Gift Card Sales;"
        "Tax;Tip;"
        "Partial Refunds;Total Collected;Source;Card;Card Entry Methods;Cash;Fees;Net Total;"
        "Transaction ID;Payment ID;Staff Name;Location;Event Type"
    )
    place = Place("USD", "US", "America/Chicago", "en")
    chance, book = random.Random(401), Book(place, "receipt")
    shop = Shop(401, place.zone, date(2026, 4, 6), catalogs.BIKES_US, tipped=0.3, voided=0)
    for receipt in shop.receipts():
        paid = receipt.total + receipt.tax_on_top + receipt.tip
        card = receipt.method == "card"
        fee = (
            rounded(paid * Decimal("0.026") + Decimal("0.10")) if card and paid > 0 else Decimal(0)
        )
        goods = [receipt.before, -receipt.off, Decimal(0), receipt.total, Decimal(0)]
        money = [*goods, receipt.tax_on_top, receipt.tip, Decimal(0), paid]
        cells = [
            f"{receipt.at:%m/%d/%y}", f"{receipt.at:%H:%M:%S}", "Central Time (US & Canada)",
            *map(dollars, money), "Point of Sale",
            dollars(paid if card else Decimal(0)), "Tapped" if card else "N/A",
            dollars(Decimal(0) if card else paid), dollars(-fee), dollars(paid - fee),
            token(chance, 22), token(chance, 22), receipt.staff, "Bike Barn",
            "Refund" if receipt.kind == "refund" else "Payment",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    book.reverse()
    return book.closed("transactions-2026-04.csv", header, Csv(end="\n"))


@MIXED.of("web shop, Bestellpositionen: postage is a row like an article")
def bestellpositionen() -> Export:
    header = titles(
        "Bestellnr;Bestelldatum;Bestellstatus;Positionstyp;Artikelnr;Bezeichnung;Anzahl;"
        "Einzelpreis;"
        "Positionsbetrag;Steuersatz;Zahlungsart;Ort"
    )
    chance, book = random.Random(402), Book(DE, "item")
    shop = Shop(
        402,
        DE.zone,
        date(2026, 2, 26),
        catalogs.BAR_DE,
        closed=(),
        reduced=0,
        refunded=0,
        voided=0.05,
    )
    for receipt in shop.receipts():
        off = receipt.kind == "void"
        at = [
            receipt.number,
            f"{receipt.at:%Y-%m-%d %H:%M}",
            "storniert" if off else "abgeschlossen",
        ]
        for item in receipt.items:
            good, paid = item.good, dotted(item.total)
            money = [item.quantity, dotted(good.price), paid, good.rate, receipt.method, "Mainz"]
            book.row([*at, "Artikel", good.code, good.name, *money], counts(receipt, item))
        freight = Decimal(chance.choice(("4.90", "6.90")))
        cells = [
            *at,
            "Versand",
            "",
            "DHL Paket",
            1,
            *[dotted(freight)] * 2,
            19,
            receipt.method,
            "Mainz",
        ]
        number, day = receipt.number, receipt.day
        book.row(cells, [] if off else sold(day, number, freight, 1, maybe="postage"))
    return book.closed("bestellpositionen.csv", header, Csv(separator=";", encoding="cp1252"))


@MIXED.of("German till with trial receipts, money put into the drawer and taken out of it")
def kassenjournal() -> Export:
    header = titles("Lfd-Nr;Zeitpunkt;Vorgangsart;Beleg;Betrag EUR;USt EUR;Zahlungsmittel;Bediener")
    chance, book, number = random.Random(403), Book(DE, "receipt"), 0
    shop = Shop(403, DE.zone, date(2026, 3, 9), catalogs.BAR_DE, voided=0.04)
    kinds = {"sale": "Verkauf", "refund": "Rückgabe", "void": "Training"}
    day = None
    for receipt in shop.receipts():
        at = receipt.at
        if receipt.day != day:
            number, day = number + 1, receipt.day
            when = f"{at - timedelta(minutes=5):%d.%m.%Y %H:%M:%S}"
            book.row([number, when, "Einlage", "", "150,00", "0,00", "Bar", "Chef"])
        number += 1
        money = [comma(receipt.total), comma(receipt.tax)]
        when = f"{at:%d.%m.%Y %H:%M:%S}"
        cells = [
            number,
            when,
            kinds[receipt.kind],
            receipt.number,
            *money,
            receipt.method.title(),
            receipt.staff,
        ]
        book.row(cells, counts(receipt))
        if chance.random() < 0.04:
            number += 1
            when = f"{at + timedelta(minutes=2):%d.%m.%Y %H:%M:%S}"
            book.row([number, when, "Entnahme", "", "-80,00", "0,00", "Bar", "Chef"])
    return book.closed("kassenjournal.csv", header, Csv(separator=";", encoding="utf-8-sig"))


@MIXED.of("event seller: two currencies in one file")
def two_currencies() -> Export:
    header = titles("Order;Placed;Buyer country;Currency;Amount;Refunded;Status", ";")
    place = Place("EUR", "IE", "Europe/Dublin", "en")
    chance, book = random.Random(404), Book(place, "receipt")
    shop = Shop(
        404, place.zone, date(2026, 5, 13), catalogs.TEA_UK, closed=(), reduced=0, refunded=0
    )
    others = 0
    for receipt in shop.receipts():
        foreign = chance.random() < 0.2
        others += foreign and receipt.kind == "sale"
        cells = [
            f"E{receipt.number}", f"{receipt.at:%Y-%m-%d %H:%M}", "GB" if foreign else "IE",
            "GBP" if foreign else "EUR", plain(receipt.total), "0.00",
            "cancelled" if receipt.kind == "void" else "paid",
        ]  # fmt: skip
        book.row(cells, [] if foreign else counts(receipt))
    in_euros = len({fact.receipt for fact in book.facts})
    # Whether a sale in pounds counts among the sales of a merchant who counts in euros is open.
    book.receipts = [in_euros, in_euros + others]
    return book.closed("orders-may.csv", header, Csv(separator=","))
