"""Layouts kept apart: tills of eastern Europe and Asia, and of smaller languages."""

import random
from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs_apart
from tests.cases.exports.books import Book, Export, Place, counts, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, dotted, grouped, plain
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv

APART_WORLD = Layouts()
ONE = Decimal(1)


@APART_WORLD.of("Romanian till, linii bonuri, in a zip archive")
def bonuri_ro() -> Export:
    header = titles(
        "Nr. bon;Data;Ora;Denumire produs;Cantitate;Preț unitar;Valoare;Cota TVA;Mod plată;"
        "Operator;Anulat"
    )
    place = Place("RON", "RO", "Europe/Bucharest", "ro")
    book = Book(place, "item")
    shop = Shop(
        807,
        place.zone,
        date(2026, 4, 27),
        catalogs_apart.COFETARIE_RO,
        days=26,
        reduced=0,
        voided=0.05,
        methods=("Numerar", "Card"),
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M:%S}", item.good.name,
                comma(Decimal(item.quantity), 3), dotted(item.good.price), dotted(item.total),
                f"{item.good.rate}%", receipt.method, receipt.staff,
                "DA" if receipt.kind == "void" else "NU",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("bonuri.zip", header, Csv(separator=";", pack="bonuri.csv"))


@APART_WORLD.of("Greek bakery, αποδείξεις by day with net, tax and total")
def apodeixeis_el() -> Export:
    header = titles("Ημερομηνία;Αριθμός Ζ;Πλήθος αποδείξεων;Καθαρή αξία;ΦΠΑ;Σύνολο;Μετρητά;Κάρτα")
    place = Place("EUR", "GR", "Europe/Athens", "el")
    book, slips = Book(place, "day"), 0
    shop = Shop(
        808,
        place.zone,
        date(2026, 1, 7),
        catalogs_apart.FOURNOS_EL,
        days=80,
        a_day=(20, 34),
        reduced=0,
        voided=0,
        refunded=0,
    )
    for number, (day, receipts) in enumerate(by_day(shop.receipts()).items(), 1204):
        slips += len(receipts)
        paid, tax = total(receipts), sum((one.tax for one in receipts), Decimal(0))
        money = (
            paid - tax,
            tax,
            paid,
            total(receipts, method="cash"),
            total(receipts, method="card"),
        )
        book.row(
            [f"{day.day}/{day.month}/{day.year}", number, len(receipts), *map(dotted, money)],
            sold(day, day, paid),
        )
    book.receipts = [slips, None]
    sums = sum((fact.amount for fact in book.facts), Decimal(0))
    return book.closed(
        "imerisia.csv",
        header,
        Csv(separator=";", encoding="cp1253", foot=[f"ΣΥΝΟΛΟ;;{slips};;;{dotted(sums)};;"]),
    )


@APART_WORLD.of("Ukrainian shop, чеки: refunds as a kind with positive amounts")
def cheky_uk() -> Export:
    header = titles(
        "№ чека;Дата;Час;Тип;Назва товару;Кількість;Ціна;Знижка;Сума;Спосіб оплати;Касир"
    )
    place = Place("UAH", "UA", "Europe/Kyiv", "uk")
    book = Book(place, "item")
    shop = Shop(
        809,
        place.zone,
        date(2026, 5, 25),
        catalogs_apart.KNYHY_UK,
        days=24,
        voided=0,
        refunded=0.06,
        methods=("Готівка", "Картка"),
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at:%d.%m.%Y}", f"{receipt.at:%H:%M}",
                "Повернення" if receipt.kind == "refund" else "Продаж", item.good.name,
                abs(item.quantity), comma(item.good.price), comma(abs(item.off)),
                comma(abs(item.total)), receipt.method, receipt.staff,
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("чеки.csv", header, Csv(separator=";", encoding="utf-8-sig"))


@APART_WORLD.of("Lithuanian salon: no column of a total, quantity and price alone")
def pardavimai_lt() -> Export:
    header = titles("Kvito Nr.;Data;Paslauga / prekė;Kiekis;Kaina;Atsiskaitymas;Meistrė")
    place = Place("EUR", "LT", "Europe/Vilnius", "lt")
    book = Book(place, "item")
    shop = Shop(
        810,
        place.zone,
        date(2026, 3, 16),
        catalogs_apart.KIRPYKLA_LT,
        days=34,
        reduced=0,
        voided=0,
        refunded=0.03,
        methods=("Grynieji", "Kortelė"),
    )
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.number,
                f"{receipt.at:%Y-%m-%d %H:%M}",
                item.good.name,
                item.quantity,
                comma(item.good.price),
                receipt.method,
                receipt.staff,
            ]
            book.row(cells, counts(receipt, item))
    return book.closed("pardavimai.csv", header, Csv(separator=";", encoding="cp1257"))


@APART_WORLD.of("Croatian butcher, računi: a cancelled receipt has a date of cancellation")
def racuni_hr() -> Export:
    header = titles(
        "Broj računa;Datum i vrijeme;Osnovica;PDV;Ukupno;Način plaćanja;Storniran;Blagajnik"
    )
    place = Place("EUR", "HR", "Europe/Zagreb", "hr")
    book = Book(place, "receipt")
    shop = Shop(
        811,
        place.zone,
        date(2026, 2, 11),
        catalogs_apart.MESNICA_HR,
        days=34,
        reduced=0,
        voided=0.06,
        refunded=0,
        methods=("Gotovina", "Kartica"),
    )
    for receipt in shop.receipts():
        called_off = f"{receipt.at:%d.%m.%Y.}" if receipt.kind == "void" else ""
        money = (receipt.total - receipt.tax, receipt.tax, receipt.total)
        book.row(
            [
                f"{receipt.number}/P1/1",
                f"{receipt.at:%d.%m.%Y. %H:%M}",
                *map(dotted, money),
                receipt.method,
                called_off,
                receipt.staff,
            ],
            counts(receipt),
        )
    return book.closed("racuni.csv", header, Csv(separator=";", encoding="cp1250"))


@APART_WORLD.of("Catalan shop, vendes")
def vendes_ca() -> Export:
    header = titles(
        "Tiquet;Data;Hora;Article;Unitats;Preu unitari;Descompte;Import;IVA;Forma de pagament;Tipus"
    )
    place = Place("EUR", "ES", "Europe/Madrid", "ca")
    book = Book(place, "item")
    shop = Shop(
        812,
        place.zone,
        date(2026, 6, 1),
        catalogs_apart.LIBRI_IT,
        days=26,
        voided=0.03,
        methods=("Efectiu", "Targeta"),
    )
    kinds = {"sale": "Venda", "refund": "Devolució", "void": "Anul·lat"}
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at:%d/%m/%Y}", f"{receipt.at:%H:%M}", item.good.name,
                item.quantity, comma(item.good.price), comma(item.off), comma(item.total),
                f"{item.good.rate}%", receipt.method, kinds[receipt.kind],
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("vendes.csv", header, Csv(separator=";"))


@APART_WORLD.of("Korean café register")
def register_ko() -> Export:
    header = titles("영수증번호;거래일시;상품명;수량;단가;할인금액;결제금액;결제수단;거래구분")
    place = Place("KRW", "KR", "Asia/Seoul", "ko", places=0)
    book = Book(place, "item")
    shop = Shop(
        813,
        place.zone,
        date(2026, 3, 16),
        catalogs_apart.CAFE_KO,
        days=22,
        closed=(),
        voided=0.04,
        step=ONE,
        methods=("카드", "현금"),
    )
    kinds = {"sale": "판매", "refund": "환불", "void": "취소"}
    for receipt in shop.receipts():
        for item in receipt.items:
            money = [grouped(one, places=0) for one in (item.good.price, item.off, item.total)]
            book.row(
                [
                    receipt.number,
                    f"{receipt.at:%Y-%m-%d %H:%M:%S}",
                    item.good.name,
                    item.quantity,
                    *money,
                    receipt.method,
                    kinds[receipt.kind],
                ],
                counts(receipt, item),
            )
    return book.closed("매출내역.csv", header, Csv(encoding="cp949"))


@APART_WORLD.of("Chinese tea shop, 收银流水 in GBK")
def register_zh() -> Export:
    header = titles(
        "流水号;交易时间;商品编码;商品名称;数量;单价;优惠金额;实收金额;支付方式;状态;收银员"
    )
    place = Place("CNY", "CN", "Asia/Shanghai", "zh")
    chance, book = random.Random(814), Book(place, "item")
    shop = Shop(
        814,
        place.zone,
        date(2026, 4, 1),
        catalogs_apart.TEA_ZH,
        days=22,
        closed=(),
        voided=0.04,
        staff=("王芳", "李强"),
    )
    states = {"sale": "已完成", "refund": "已退款", "void": "已取消"}
    for receipt in shop.receipts():
        pays = chance.choice(("微信", "支付宝", "现金"))
        for item in receipt.items:
            money = [plain(one) for one in (item.good.price, item.off, item.total)]
            at = f"{receipt.at:%Y/%m/%d %H:%M:%S}"
            book.row(
                [
                    receipt.number,
                    at,
                    item.good.code,
                    item.good.name,
                    item.quantity,
                    *money,
                    pays,
                    states[receipt.kind],
                    receipt.staff,
                ],
                counts(receipt, item),
            )
    return book.closed("收银流水.csv", header, Csv(encoding="gbk"))
