"""Layouts kept apart: tills of the Nordic countries, central and eastern Europe."""

from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs, catalogs_apart
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, dotted, spaced
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv, Xlsx

APART_NORTH = Layouts()
ONE = Decimal(1)


@APART_NORTH.of(
    "Czech café till, účtenky: rounding and tip in columns of their own (Dotykačka-like)"
)
def uctenky_cz() -> Export:
    header = titles(
        "Číslo dokladu;Vytvořeno;Celkem s DPH;Základ daně;DPH;Sleva;Zaokrouhlení;Spropitné;"
        "Způsob platby;Obsluha;Storno"
    )
    place = Place("CZK", "CZ", "Europe/Prague", "cs")
    book = Book(place, "receipt")
    shop = Shop(
        801,
        place.zone,
        date(2026, 3, 2),
        catalogs_apart.KAVARNA_CS,
        days=34,
        tipped=0.2,
        voided=0.05,
        methods=("Hotovost", "Karta"),
    )
    for receipt in shop.receipts():
        money = [receipt.total, receipt.total - receipt.tax, receipt.tax, receipt.off, Decimal(0)]
        money.append(receipt.tip)
        cells = [
            f"2026-{receipt.number:06d}",
            f"{receipt.at.day}. {receipt.at.month}. {receipt.at.year} {receipt.at:%H:%M}",
            *map(spaced, money),
            receipt.method, receipt.staff, "ano" if receipt.kind == "void" else "ne",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("uctenky.csv", header, Csv(separator=";", encoding="utf-8-sig"))


@APART_NORTH.of("Swedish card terminal, raw data (Zettle-like)")
def radata_sv() -> Export:
    header = [
        "Datum",
        "Tid",
        "Kvittonummer",
        "Kassör",
        "Produkt",
        "Variant",
        "Antal",
        "Moms (%)",
        "Rabatt (SEK)",
        "Pris (SEK)",
        "Moms (SEK)",
        "Betalsätt",
    ]
    place = Place("SEK", "SE", "Europe/Stockholm", "sv")
    book = Book(place, "item")
    shop = Shop(
        802,
        place.zone,
        date(2026, 5, 4),
        catalogs.FIKA_SV,
        days=26,
        voided=0,
        methods=("Kort", "Swish", "Kontant"),
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.day, f"{receipt.at:%H:%M}", receipt.number, receipt.staff, item.good.name,
                "", item.quantity, item.good.rate, item.off, item.total, item.tax, receipt.method,
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    sums = sum((-one.amount if one.is_refund else one.amount for one in book.facts), Decimal(0))
    top = [["Rådata"], ["Kafé Exempel AB"], ["Period", "2026-05-04 – 2026-05-29"], []]
    return book.closed(
        "radata.xlsx",
        header,
        Xlsx("Rådata", top, [["Totalt", *[""] * 8, sums]], date_format="yyyy-mm-dd"),
    )


@APART_NORTH.of("Danish till, bonlinjer: discounts as rows of their own, hours with a point")
def bonlinjer_da() -> Export:
    header = titles(
        "Bonnr.;Dato;Klokkeslæt;Varenr.;Varetekst;Antal;Stykpris;Beløb inkl. moms;Betalingsform;"
        "Ekspedient"
    )
    place = Place("DKK", "DK", "Europe/Copenhagen", "da")
    book = Book(place, "item")
    shop = Shop(
        803,
        place.zone,
        date(2026, 4, 1),
        catalogs_apart.BUTIK_NORDIC,
        days=28,
        voided=0,
        refunded=0.04,
        methods=("Dankort", "Kontant"),
    )
    for receipt in shop.receipts():
        at = [receipt.number, f"{receipt.at:%d-%m-%Y}", f"{receipt.at:%H.%M}"]
        behind = [receipt.method, receipt.staff]
        refund = receipt.kind == "refund"
        for item in receipt.items:
            good = item.good
            amount = item.total if refund else item.before
            fact = (
                refunded(receipt.day, receipt.number, amount)
                if refund
                else sold(receipt.day, receipt.number, amount, item.quantity)
            )
            price = amount / item.quantity
            book.row(
                [*at, good.code, good.name, item.quantity, dotted(price), dotted(amount), *behind],
                fact,
            )
            if item.off and not refund:
                cells = [*at, "", f"Rabat {good.name}", "", "", dotted(-item.off), *behind]
                book.row(cells, sold(receipt.day, receipt.number, -item.off, 0, before=Decimal(0)))
    return book.closed("bonlinjer.csv", header, Csv(separator=";", encoding="cp1252"))


@APART_NORTH.of("Norwegian till, kvitteringer: cancelled ones among them")
def kvitteringer_nb() -> Export:
    header = titles(
        "Kvitteringsnr.;Tidspunkt;Type;Sum eks. mva;Mva;Sum inkl. mva;Betalingsmåte;Kasserer"
    )
    place = Place("NOK", "NO", "Europe/Oslo", "nb")
    book = Book(place, "receipt")
    shop = Shop(
        804,
        place.zone,
        date(2026, 1, 12),
        catalogs_apart.BUTIK_NORDIC,
        days=40,
        voided=0.05,
        methods=("Kort", "Vipps", "Kontant"),
    )
    kinds = {"sale": "Salg", "refund": "Retur", "void": "Annullert"}
    for receipt in shop.receipts():
        money = (receipt.total - receipt.tax, receipt.tax, receipt.total)
        book.row(
            [
                receipt.number,
                f"{receipt.at:%d.%m.%Y %H:%M}",
                kinds[receipt.kind],
                *map(spaced, money),
                receipt.method,
                receipt.staff,
            ],
            counts(receipt),
        )
    return book.closed("kvitteringer.csv", header, Csv(separator=";"))


@APART_NORTH.of("Finnish café, kuittirivit")
def kuittirivit_fi() -> Export:
    header = titles(
        "Kuittinumero;Päivämäärä;Kellonaika;Tuote;Määrä;Yksikköhinta;Alennus;Yhteensä;ALV %;"
        "Maksutapa;Tapahtuma"
    )
    place = Place("EUR", "FI", "Europe/Helsinki", "fi")
    book = Book(place, "item")
    shop = Shop(
        805,
        place.zone,
        date(2026, 2, 2),
        catalogs_apart.KIRPPIS_FI,
        days=26,
        voided=0.04,
        methods=("Kortti", "Käteinen"),
    )
    kinds = {"sale": "Myynti", "refund": "Hyvitys", "void": "Mitätöity"}
    for count, receipt in enumerate(shop.receipts()):
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at.day}.{receipt.at.month}.{receipt.at.year}",
                f"{receipt.at.hour}.{receipt.at:%M}", item.good.name, item.quantity,
                comma(item.good.price), comma(item.off), comma(item.total),
                comma(item.good.rate, 1), receipt.method, kinds[receipt.kind],
            ]  # fmt: skip
            if count == 33 and item is receipt.items[0]:
                book.bad([cells[0], "32.2.2026", *cells[2:]], "bad_date")
            else:
                book.row(cells, counts(receipt, item))
    return book.closed(
        "kuittirivit.csv", header, Csv(separator=";", encoding="iso8859-15", end="\n")
    )


@APART_NORTH.of("Hungarian invoices in forints without decimals; a storno is an invoice of its own")
def szamlak_hu() -> Export:
    header = titles(
        "Számlaszám;Kelte;Vevő neve;Nettó összeg;ÁFA összeg;Bruttó összeg;Pénznem;Fizetési mód;"
        "Típus"
    )
    place = Place("HUF", "HU", "Europe/Budapest", "hu")
    book = Book(place, "receipt")
    shop = Shop(
        806,
        place.zone,
        date(2026, 3, 2),
        catalogs_apart.BOLT_HU,
        days=36,
        reduced=0,
        voided=0,
        refunded=0.06,
        step=ONE,
    )
    for receipt in shop.receipts():
        money = (receipt.total - receipt.tax, receipt.tax, receipt.total)
        cells = [
            f"SZ-2026/{receipt.number}", f"{receipt.at:%Y.%m.%d.}", "Magánszemély",
            *(f"{spaced(one, 0)} Ft" for one in money), "HUF",
            "készpénz" if receipt.method == "cash" else "bankkártya",
            "visszáru" if receipt.kind == "refund" else "számla",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("szamlak.csv", header, Csv(separator=";", encoding="cp1250"))
