"""Layouts kept apart: shop systems, payment services and North American tills."""

import random
from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs_apart as catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import clock12, dollars, plain, token
from tests.cases.exports.shops import Shop
from tests.cases.exports.written import Csv, Xlsx

APART_SHOPS = Layouts()
US = Place("USD", "US", "America/New_York", "en")


@APART_SHOPS.of("Squarespace, orders: what belongs to the order stands on its first row alone")
def squarespace_orders() -> Export:
    header = titles(
        "Order ID;Email;Financial Status;Paid at;Fulfillment Status;Fulfilled at;Currency;"
        "Subtotal;Shipping;"
        "Taxes;Amount Refunded;Total;Discount Code;Discount Amount;Shipping Method;Created at;"
        "Lineitem quantity;Lineitem name;Lineitem price;Lineitem sku;Lineitem variant;Billing Name;"
        "Billing Country;Cancelled at;Private Notes;Channel Type"
    )
    chance, book = random.Random(501), Book(US, "item")
    shop = Shop(
        501,
        US.zone,
        date(2026, 3, 2),
        catalogs.YARN_US,
        days=40,
        closed=(),
        reduced=0,
        refunded=0,
        voided=0.04,
    )
    for receipt in shop.receipts():
        called_off = receipt.kind == "void"
        shipping = Decimal(chance.choice(("0.00", "6.50")))
        tax = receipt.tax_on_top
        back = receipt.total if not called_off and chance.random() < 0.06 else Decimal(0)
        when = f"{receipt.at:%Y-%m-%d %H:%M:%S %z}"
        status = "CANCELED" if called_off else "REFUNDED" if back else "PAID"
        for at, item in enumerate(receipt.items):
            order = [
                status, when, "FULFILLED", when, "USD", plain(receipt.total), plain(shipping),
                plain(tax), plain(back), plain(receipt.total + shipping + tax), "", "0.00",
                "USPS Priority",
            ]  # fmt: skip
            first = at == 0
            cells = [
                f"{receipt.number:05d}", "kit@example.com", *(order if first else [""] * 13), when,
                item.quantity, item.good.name, plain(item.good.price), item.good.code, "",
                *(["Kit Example", "US"] if first else ["", ""]),
                when if called_off and first else "",
                'Gift note:\n"with love"' if first and receipt.number % 23 == 0 else "",
                "web" if first else "",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
        if back:
            book.facts.append(refunded(receipt.day, receipt.number, back))
    return book.closed("orders.csv", header, Csv(end="\n"))


@APART_SHOPS.of("Wix Stores, orders: a row for each item, the order's sums repeat")
def wix_orders() -> Export:
    header = titles(
        "Order number;Date created;Time;Total order quantity;Contact email;Note from customer;"
        "Item;Variant;SKU;"
        "Qty;Quantity refunded;Price;Payment status;Payment method;Coupon code;Shipping rate;"
        "Total tax;Total;"
        "Currency;Refunded amount;Net amount;Fulfillment status;Shipping label"
    )
    place = Place("EUR", "IE", "Europe/Dublin", "en")
    chance, book = random.Random(503), Book(place, "item")
    shop = Shop(
        503,
        place.zone,
        date(2026, 2, 9),
        catalogs.SURF_NZ,
        days=40,
        closed=(),
        reduced=0,
        refunded=0,
        voided=0.05,
    )
    for receipt in shop.receipts():
        shipping = Decimal(chance.choice(("0.00", "4.50")))
        paid = receipt.total + shipping
        status = "Canceled" if receipt.kind == "void" else "Paid"
        for item in receipt.items:
            cells = [
                receipt.number, f"{receipt.at:%b} {receipt.at.day}, {receipt.at.year}",
                clock12(receipt.at), sum(one.quantity for one in receipt.items), "sam@example.com",
                "", item.good.name, "", item.good.code, item.quantity, 0, plain(item.good.price),
                status, "Card", "", plain(shipping), plain(receipt.tax), plain(paid), "EUR", "0.00",
                plain(paid), "Fulfilled", "",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    book.reverse()
    return book.closed("Orders.csv", header, Csv(encoding="utf-8-sig"))


@APART_SHOPS.of("Magento, orders grid")
def magento_grid() -> Export:
    header = titles(
        "ID;Purchase Point;Purchase Date;Bill-to Name;Ship-to Name;Grand Total (Base);"
        "Grand Total (Purchased);"
        "Status;Shipping Information;Subtotal;Shipping and Handling;Payment Method;Total Refunded"
    )
    place = Place("HKD", "HK", "Asia/Hong_Kong", "en")
    chance, book = random.Random(504), Book(place, "receipt")
    shop = Shop(
        504,
        place.zone,
        date(2026, 5, 18),
        catalogs.SURF_NZ,
        days=36,
        closed=(),
        reduced=0,
        refunded=0,
        voided=0.08,
        hours=(0, 24),
    )
    for receipt in shop.receipts():
        called_off = receipt.kind == "void"
        shipping = Decimal(chance.choice(("0.00", "30.00")))
        back = receipt.total if not called_off and chance.random() < 0.05 else Decimal(0)
        status = (
            chance.choice(("canceled", "pending_payment"))
            if called_off
            else "closed"
            if back
            else "complete"
        )
        money = "HK" + dollars(receipt.total + shipping)
        cells = [
            f"{receipt.number:09d}", "Main Website",
            f"{receipt.at:%b} {receipt.at.day}, {receipt.at.year}, {receipt.at:%I:%M:%S %p}",
            "Lo Sample", "Lo Sample", money, money, status, "Flat Rate - Fixed",
            "HK" + dollars(receipt.total), "HK" + dollars(shipping), "checkmo",
            "HK" + dollars(back),
        ]  # fmt: skip
        book.row(
            cells, counts(receipt), [refunded(receipt.day, receipt.number, back)] if back else []
        )
    return book.closed("export.csv", header, Csv(quotes_all=True, end="\n"))


@APART_SHOPS.of("Vend, sales history: sale, sale lines and payment below each other")
def vend_history() -> Export:
    header = titles(
        "Date;Receipt Number;Line Type;Customer Code;Customer Name;Note;Quantity;Subtotal;"
        "Sales Tax;Discount;Loyalty;Total;Paid;Details;Register;User;Status;Sku"
    )
    place = Place("NZD", "NZ", "Pacific/Auckland", "en")
    book = Book(place, "item")
    shop = Shop(505, place.zone, date(2026, 3, 9), catalogs.SURF_NZ, days=28, voided=0.04)
    for receipt in shop.receipts():
        when = f"{receipt.at:%Y-%m-%d %H:%M:%S}"
        state = "VOIDED" if receipt.kind == "void" else "CLOSED"
        pieces = sum(item.quantity for item in receipt.items)
        names = " + ".join(f"{item.quantity} X {item.good.name}" for item in receipt.items)
        behind = ["Main Register", receipt.staff, state]
        money = [
            plain(receipt.total - receipt.tax),
            plain(receipt.tax),
            plain(receipt.off),
            "0.00",
            plain(receipt.total),
            plain(receipt.total),
        ]
        book.row(
            [when, receipt.number, "Sale", "WALKIN", "", "", pieces, *money, names, *behind, ""]
        )
        for item in receipt.items:
            money = [
                plain(item.total - item.tax),
                plain(item.tax),
                plain(item.off),
                "0.00",
                plain(item.total),
                "",
            ]
            book.row(
                [
                    when,
                    receipt.number,
                    "Sale Line",
                    "",
                    "",
                    "",
                    item.quantity,
                    *money,
                    item.good.name,
                    *behind,
                    item.good.code,
                ],
                counts(receipt, item),
            )
        book.row(
            [
                when,
                receipt.number,
                "Payment",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                plain(receipt.total),
                "",
                receipt.method.title(),
                *behind,
                "",
            ]
        )
    return book.closed("vend-sales-history.csv", header, Csv(end="\n", quotes_all=True))


@APART_SHOPS.of("Mindbody, sales: tax on top of some items")
def mindbody_sales() -> Export:
    header = [
        "Sale Date",
        "Client ID",
        "Client",
        "Sale ID",
        "Item name",
        "Location",
        "Notes",
        "Item Price",
        "Quantity",
        "Subtotal",
        "Discount %",
        "Discount amount",
        "Tax",
        "Item Total",
        "Payment Method",
    ]
    book = Book(US, "item")
    shop = Shop(507, US.zone, date(2026, 1, 26), catalogs.YARN_US, days=36, voided=0, items=(1, 2))
    for count, receipt in enumerate(shop.receipts()):
        for item in receipt.items:
            share = item.off / item.before * 100 if item.before else Decimal(0)
            when = f"{receipt.at.month}/{receipt.at.day}/{receipt.at.year}"
            cells = [
                when, f"1000{receipt.number % 89:02d}", "Sample, Sam", receipt.number,
                item.good.name, "Studio", "", item.good.price, item.quantity, item.before, share,
                item.off, item.tax_on_top, item.total + item.tax_on_top, receipt.method.title(),
            ]  # fmt: skip
            if count == 50 and item is receipt.items[0]:
                book.bad(["pending", *cells[1:]], "bad_date")
            else:
                book.row(cells, counts(receipt, item))
    top = [["Sales"], ["1/26/2026 - 3/2/2026"]]
    sums = sum((-one.amount if one.is_refund else one.amount for one in book.facts), Decimal(0))
    return book.closed("Sales.xlsx", header, Xlsx("Sales", top, [["Total", *[""] * 8, sums]]))


@APART_SHOPS.of("web shop's order lines: unit prices in dollars, totals in cents, epoch seconds")
def order_lines_cents() -> Export:
    header = titles("line_id,order,created,sku,title,qty,unit_price,total,state", ",")
    chance, book = random.Random(508), Book(US, "item")
    shop = Shop(
        508,
        US.zone,
        date(2026, 6, 8),
        catalogs.YARN_US,
        days=28,
        closed=(),
        hours=(0, 24),
        reduced=0,
        refunded=0.04,
        voided=0.04,
    )
    states = {"sale": "paid", "refund": "refunded", "void": "cancelled"}
    for receipt in shop.receipts():
        for item in receipt.items:
            cells = [
                token(chance, 10, "abcdef0123456789"), receipt.number, int(receipt.at.timestamp()),
                item.good.code, item.good.name, item.quantity, plain(item.good.price),
                int(item.total * 100), "paid" if receipt.kind == "refund" else states[receipt.kind],
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    return book.closed("order_lines.csv.zip", header, Csv(end="\n", pack="order_lines.csv"))
