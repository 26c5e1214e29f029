"""Open layouts: tills beyond the eight languages, and what services for people write."""

import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.cases.exports import catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import clock12, comma, dotted, grouped, plain, spaced
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv, Sheet, Xlsx

WORLD = Layouts()
ONE = Decimal(1)


@WORLD.of("Czech flower shop, tržby: goods, a row of cash rounding for each receipt paid in cash")
def trzby_cz() -> Export:
    header = titles(
        "Číslo účtenky;Datum;Čas;Název položky;Množství;Cena za kus;Celkem s DPH;Sazba DPH;"
        "Platba;Prodavač"
    )
    place = Place("CZK", "CZ", "Europe/Prague", "cs")
    book = Book(place, "item")
    shop = Shop(
        301,
        place.zone,
        date(2026, 4, 6),
        catalogs.KVETINY_CS,
        days=28,
        methods=("Hotově", "Kartou"),
        staff=("Věra", "Jiří"),
        reduced=0,
        voided=0,
    )
    for receipt in shop.receipts():
        at = [f"U{receipt.number}", f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M}"]
        behind = [receipt.method, receipt.staff]
        for item in receipt.items:
            good = item.good
            money = [item.quantity, comma(good.price), spaced(item.total), f"{good.rate} %"]
            book.row([*at, good.name, *money, *behind], counts(receipt, item))
        off = receipt.total.quantize(ONE, ROUND_HALF_UP) - receipt.total
        if off and receipt.kind == "sale" and receipt.method == "Hotově":
            cells = [*at, "Zaokrouhlení", 1, comma(off), spaced(off), "0 %", *behind]
            book.row(cells, sold(receipt.day, receipt.number, off, int(off > 0), maybe="rounding"))
    return book.closed("trzby_duben.csv", header, Csv(separator=";", encoding="cp1250"))


@WORLD.of("Swedish till, kassarapport: one row a day, tax by rate, cash rounding, UTF-16 with tabs")
def kassarapport_sv() -> Export:
    header = titles(
        "Datum;Z-nr;Antal kvitton;Försäljning exkl. moms;Moms 12 %;Moms 25 %;"
        "Försäljning inkl. moms;Returer;Kort;Kontant;Öresavrundning"
    )
    place = Place("SEK", "SE", "Europe/Stockholm", "sv")
    book, slips = Book(place, "day"), 0
    shop = Shop(
        302,
        place.zone,
        date(2026, 2, 23),
        catalogs.FIKA_SV,
        days=70,
        a_day=(9, 15),
        reduced=0,
        voided=0,
        refunded=0.03,
    )
    for number, (day, receipts) in enumerate(by_day(shop.receipts()).items(), 118):
        sales = [one for one in receipts if one.kind == "sale"]
        slips += len(sales)
        gross, back = total(sales), -total(receipts, "refund")
        taxes = [
            sum((i.tax for r in sales for i in r.items if i.good.rate == Decimal(rate)), Decimal(0))
            for rate in ("12", "25")
        ]
        cells = [
            f"{day:%Y-%m-%d}",
            number,
            len(sales),
            *map(
                spaced,
                (
                    gross - sum(taxes),
                    *taxes,
                    gross,
                    -back,
                    total(sales, method="card"),
                    total(sales, method="cash"),
                ),
            ),
            "0,00",
        ]
        book.row(cells, sold(day, day, gross), [refunded(day, day, back)] if back else [])
    book.receipts = [slips, None]
    sums = sum((fact.amount for fact in book.facts if not fact.is_refund), Decimal(0))
    foot = ["", f"Summa\t\t{slips}\t\t\t\t{spaced(sums)}"]
    return book.closed(
        "Kassarapport.txt",
        header,
        Csv(
            separator="\t",
            encoding="utf-16",
            top=["Kassarapport 2026-02-23 – 2026-05-03", "Kafé Lönn AB", ""],
            foot=foot,
        ),
    )


@WORLD.of("Turkish shop, satış raporu")
def satis_raporu() -> Export:
    header = titles(
        "Fiş No;Tarih;Saat;Barkod;Ürün Adı;Miktar;Birim Fiyat;İndirim;Tutar;KDV %;Ödeme Tipi;Durum"
    )
    place = Place("TRY", "TR", "Europe/Istanbul", "tr")
    book = Book(place, "item")
    shop = Shop(
        303,
        place.zone,
        date(2026, 5, 25),
        catalogs.MARKET_TR,
        days=26,
        methods=("Nakit", "Kredi Kartı"),
        voided=0.05,
    )
    states = {"sale": "Satış", "refund": "İade", "void": "İptal"}
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                f"{receipt.number:08d}", f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M}",
                item.good.code, item.good.name, item.quantity, dotted(item.good.price),
                dotted(item.off), dotted(item.total), item.good.rate, receipt.method,
                states[receipt.kind],
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("satis_raporu.csv", header, Csv(separator=";", encoding="cp1254"))


@WORLD.of("Japanese register, レジ売上明細 in Shift JIS")
def register_ja() -> Export:
    header = titles(
        "取引番号;取引日時;商品コード;商品名;数量;単価;値引額;金額;税率;支払方法;取引区分;担当者"
    )
    place = Place("JPY", "JP", "Asia/Tokyo", "ja", places=0)
    book = Book(place, "item")
    shop = Shop(
        304,
        place.zone,
        date(2026, 3, 16),
        catalogs.KONBINI_JA,
        days=20,
        closed=(),
        methods=("現金", "クレジット", "電子マネー"),
        staff=("佐藤", "鈴木"),
        step=ONE,
        voided=0.04,
    )
    kinds = {"sale": "売上", "refund": "返品", "void": "取消"}
    for receipt in shop.receipts():
        at = receipt.at
        for item in receipt.items:
            cells = [
                receipt.number, f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", item.good.code,
                item.good.name, item.quantity, grouped(item.good.price, places=0),
                grouped(item.off, places=0), grouped(item.total, places=0), f"{item.good.rate}%",
                receipt.method, kinds[receipt.kind], receipt.staff,
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("売上明細.csv", header, Csv(encoding="cp932"))


@WORLD.of(
    "booking system of a salon, sales list: net, tax and total apart;"
    " gift cards among the items (Fresha-like)"
)
def salon_sales() -> Export:
    header = [
        "Sale no.",
        "Sale date",
        "Item",
        "Category",
        "Team member",
        "Client",
        "Channel",
        "Quantity",
        "Gross sales",
        "Discounts",
        "Net sales",
        "Tax",
        "Total sales",
        "Status",
    ]
    place = Place("AUD", "AU", "Australia/Sydney", "en")
    book = Book(place, "item")
    shop = Shop(
        305,
        place.zone,
        date(2026, 3, 30),
        catalogs.SALON_AU,
        days=32,
        staff=("Priya N.", "Tom"),
        items=(1, 2),
        voided=0.03,
    )
    states = {"sale": "Completed", "refund": "Refund", "void": "Voided"}
    for receipt in shop.receipts():
        clock = clock12(receipt.at).lower().replace(" ", "")
        stamp = f"{receipt.at.day} {receipt.at:%b %Y}, {clock}"
        for item in receipt.items:
            gross = item.before - (item.before * item.good.rate / (100 + item.good.rate)).quantize(
                Decimal("0.01"), ROUND_HALF_UP
            )
            net = item.total - item.tax
            cells = [
                receipt.number, stamp, item.good.name, item.good.group, receipt.staff, "Walk-in",
                "Offline", item.quantity, gross, gross - net, net, item.tax, item.total,
                states[receipt.kind],
            ]  # fmt: skip
            book.row(
                cells,
                [
                    one if one.is_refund else sold(one.day, one.receipt, one.amount, one.quantity)
                    for one in counts(receipt, item)
                ],
            )
        if receipt.number % 31 == 0:
            card = [
                receipt.number + 5000,
                stamp,
                "Gift card",
                "Gift card",
                receipt.staff,
                "Walk-in",
                "Offline",
                1,
                Decimal(100),
                Decimal(0),
                Decimal(100),
                Decimal(0),
                Decimal(100),
                "Completed",
            ]
            book.row(card, sold(receipt.day, receipt.number + 5000, 100, 1, maybe="gift card"))
    top = [["Sales list"], ["Harbour Hair, 30 Mar 2026 – 30 Apr 2026"], []]
    return book.closed("sales-list.xlsx", header, Xlsx("Sales list", top, merged=["A1:N1"]))


@WORLD.of("Russian shop, чеки in cp1251: refunds as a kind with positive amounts")
def cheki_ru() -> Export:
    header = titles(
        "Номер чека;Дата и время;Тип операции;Товар;Артикул;Количество;Цена;Скидка;Сумма;НДС;"
        "Способ оплаты;Кассир"
    )
    place = Place("RUB", "RU", "Europe/Moscow", "ru")
    book = Book(place, "item")
    shop = Shop(
        306,
        place.zone,
        date(2026, 6, 1),
        catalogs.APTEKA_RU,
        days=24,
        methods=("Наличные", "Карта"),
        staff=("Иванова", "Петров"),
        voided=0,
        refunded=0.07,
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at:%d.%m.%Y %H:%M:%S}",
                "Продажа" if receipt.kind == "sale" else "Возврат", item.good.name, item.good.code,
                abs(item.quantity), comma(item.good.price), comma(abs(item.off)),
                comma(abs(item.total)), f"{item.good.rate}%", receipt.method, receipt.staff,
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("чеки.csv", header, Csv(separator=";", encoding="cp1251"))


@WORLD.of("Tunisian café, three decimals")
def caisse_tn() -> Export:
    header = titles("Ticket|Date|Désignation|Qté|PU TTC|Montant TTC|Règlement", "|")
    place = Place("TND", "TN", "Africa/Tunis", "fr", places=3)
    book = Book(place, "item")
    shop = Shop(
        307,
        place.zone,
        date(2026, 1, 26),
        catalogs.TUNIS,
        days=24,
        reduced=0,
        voided=0,
        refunded=0.03,
        methods=("Espèces", "Carte"),
        step=Decimal("0.001"),
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.number,
                f"{receipt.at:%d/%m/%Y %H:%M}",
                item.good.name,
                item.quantity,
                comma(item.good.price, 3),
                comma(item.total, 3),
                receipt.method,
            ]
            book.row(cells, counts(receipt, item))
    return book.closed("journal.txt", header, Csv(separator="|", end="\n"))


@WORLD.of("card terminal, raw data: product rows under merged titles (Zettle-like)")
def terminal_raw_data() -> Export:
    header = [
        "Date",
        "Receipt number",
        "Staff",
        "Name",
        "Variant",
        "SKU",
        "VAT (%)",
        "Quantity",
        "Discount (GBP)",
        "Final price (GBP)",
        "VAT (GBP)",
        "Payment",
    ]
    place = Place("GBP", "GB", "Europe/London", "en")
    chance, book = random.Random(308), Book(place, "item")
    shop = Shop(308, place.zone, date(2026, 3, 2), catalogs.TEA_UK, days=30, voided=0)
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.at, receipt.number, receipt.staff, item.good.name,
                chance.choice(("", "Gift wrap")), item.good.code, item.good.rate, item.quantity,
                item.off, item.total, item.tax, receipt.method,
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    rows: list[list[Any]] = [["Products", "Sold"], *([good.name, 12] for good in catalogs.TEA_UK)]
    top = [["Raw data report"], ["Leaf & Kettle"], ["Period:", "2026-03-02 - 2026-03-31"], []]
    return book.closed(
        "Leaf-Kettle-Raw-Data-Report.xlsx",
        header,
        Xlsx("Raw data", top, after=[Sheet("Summary", rows)], merged=["A1:L1", "A2:L2"]),
    )


@WORLD.of("US market seller, sheet saved as CSV: dates are serial numbers, refunds in brackets")
def serial_dates() -> Export:
    header = titles("Ticket,Sold on,Item,Qty,Unit price,Amount,Paid by", ",")
    place = Place("USD", "US", "America/New_York", "en")
    book = Book(place, "item")
    shop = Shop(
        309,
        place.zone,
        date(2026, 5, 11),
        catalogs.TEA_UK,
        days=30,
        reduced=0,
        voided=0,
        refunded=0.06,
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            amount = f"({plain(-item.total)})" if item.total < 0 else plain(item.total)
            cells = [
                receipt.number,
                (receipt.day - date(1899, 12, 30)).days,
                item.good.name,
                item.quantity,
                plain(item.good.price),
                amount,
                receipt.method,
            ]
            book.row(cells, counts(receipt, item))
    return book.closed("sold.csv", header, Csv(end="\n"))
