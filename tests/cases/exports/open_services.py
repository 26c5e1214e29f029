"""Open layouts: payment services, marketplaces and delivery platforms."""

import random
from datetime import UTC, date, timedelta
from decimal import Decimal

from tests.cases.exports import catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import grouped, plain, token
from tests.cases.exports.shops import Item, Receipt, Shop, rounded
from tests.cases.exports.written import Csv

SERVICES = Layouts()
UK = Place("GBP", "GB", "Europe/London", "en")


@SERVICES.of("PayPal, activity download")
def paypal_activity() -> Export:
    header = titles(
        "Date;Time;TimeZone;Name;Type;Status;Currency;Gross;Fee;Net;From Email Address;"
        "To Email Address;"
        "Transaction ID;Address Status;Item Title;Item ID;Shipping and Handling Amount;"
        "Insurance Amount;"
        "Sales Tax;Option 1 Name;Option 1 Value;Reference Txn ID;Invoice Number;Custom Number;"
        "Quantity;"
        "Receipt ID;Balance;Contact Phone Number;Subject;Note;Country Code;Balance Impact"
    )
    chance, book = random.Random(101), Book(UK, "payment")
    balance, known = Decimal("412.18"), {}
    shop = Shop(101, UK.zone, date(2026, 2, 20), catalogs.TEA_UK, days=34, closed=(), voided=0.05)

    def line(at, kind, status, gross, fee, number, reference="", title="", quantity=""):
        nonlocal balance
        moves = status == "Completed"
        balance += gross + fee if moves else 0
        zone = "BST" if at.dst() else "GMT"
        return [
            f"{at:%d/%m/%Y}", f"{at:%H:%M:%S}", zone, "Robin Vale", kind, status, "GBP",
            grouped(gross), grouped(fee), grouped(gross + fee), "robin@example.com",
            "shop@example.com", number, "Confirmed", title, "", "0.00", "0.00", "0.00", "", "",
            reference, "", "", quantity, "", grouped(balance), "", title, "", "GB",
            ("Debit" if gross < 0 else "Credit") if moves else "Memo",
        ]  # fmt: skip

    for count, receipt in enumerate(shop.receipts()):
        number = known[receipt.number] = token(chance, 17, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
        total, title = receipt.total, ", ".join(item.good.name for item in receipt.items)
        if receipt.kind == "refund":
            source = known[receipt.source.number if receipt.source else 0]
            cells = line(
                receipt.at, "Payment Refund", "Completed", total, Decimal(0), number, source
            )
        else:
            status = "Completed" if receipt.kind == "sale" else chance.choice(("Denied", "Pending"))
            fee = -rounded(total * Decimal("0.029") + Decimal("0.30"))
            kind = chance.choice(("Express Checkout Payment", "Website Payment"))
            cells = line(receipt.at, kind, status, total, fee, number, "", title, "1")
        book.row(cells, counts(receipt))
        if count % 40 == 21:
            later = receipt.at + timedelta(minutes=3)
            out = token(chance, 17, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
            book.row(line(later, "General Withdrawal", "Completed", -balance, Decimal(0), out))
        if count % 37 == 11:
            later = receipt.at + timedelta(minutes=5)
            own = token(chance, 17, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
            kind = "PreApproved Payment Bill User Payment"
            book.row(line(later, kind, "Completed", Decimal("-17.99"), Decimal(0), own))
    return book.closed("Download.CSV", header, Csv(encoding="utf-8-sig", quotes_all=True, end="\n"))


@SERVICES.of("Amazon Seller Central, all orders report")
def amazon_orders() -> Export:
    header = titles(
        "amazon-order-id merchant-order-id purchase-date last-updated-date order-status fulfillment-channel "
        "sales-channel ship-service-level product-name sku asin item-status quantity currency item-price "
        "item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount "
        "ship-promotion-discount ship-city ship-state ship-postal-code ship-country promotion-ids",
        " ",
    )
    chance, book = random.Random(102), Book(UK, "item")
    shop = Shop(
        102,
        UK.zone,
        date(2026, 3, 18),
        catalogs.TEA_UK,
        days=24,
        hours=(0, 24),
        closed=(),
        refunded=0,
    )
    for receipt in shop.receipts():
        order = f"20{chance.randint(2, 6)}-{token(chance, 7, '0123456789')}-{token(chance, 7, '0123456789')}"
        called_off = receipt.kind == "void"
        bought = receipt.at.astimezone(UTC)
        for item in receipt.items:
            price = "" if called_off else plain(item.before)
            cells = [
                order, order, f"{bought:%Y-%m-%dT%H:%M:%S+00:00}",
                f"{bought + timedelta(days=2):%Y-%m-%dT%H:%M:%S+00:00}",
                "Cancelled" if called_off else "Shipped", "Merchant", "Amazon.co.uk", "Standard",
                item.good.name, item.good.code, "B0" + token(chance, 8, "ABCDEFGH0123456789"),
                "Cancelled" if called_off else "Shipped", 0 if called_off else item.quantity,
                "" if called_off else "GBP", price, "" if called_off else plain(item.tax),
                "" if called_off else "2.80", "" if called_off else "0.47", "", "",
                plain(item.off) if item.off and not called_off else "", "", "LEEDS", "", "LS1 4AP",
                "GB", "SPRING-26" if item.off and not called_off else "",
            ]  # fmt: skip
            book.row(cells, counts(receipt, item))
    book.reverse()
    return book.closed("59482020536.txt", header, Csv(separator="\t", encoding="cp1252"))


@SERVICES.of("eBay, orders report: an order row above its items where there are several")
def ebay_orders() -> Export:
    header = titles(
        "Sales Record Number;Order Number;Buyer Username;Buyer Name;Buyer Note;Post to City;"
        "Post to Country;"
        "Item Number;Item Title;Custom Label;Sold Via Promoted Listings;Quantity;Sold For;"
        "Postage And Packaging;eBay Collected Tax;Total Price;Payment Method;Sale Date;"
        "Paid On Date;"
        "Dispatched On Date;Feedback Left;My Item Note;Variation Details"
    )
    chance, book = random.Random(103), Book(UK, "item")
    shop = Shop(
        103,
        UK.zone,
        date(2026, 3, 2),
        catalogs.TEA_UK,
        days=40,
        closed=(),
        refunded=0,
        voided=0,
        reduced=0,
    )
    for receipt in shop.receipts():
        order = f"{chance.randint(10, 27)}-{token(chance, 5, '0123456789')}-{token(chance, 5, '0123456789')}"
        postage = Decimal(chance.choice(("0.00", "3.49")))
        several = len(receipt.items) > 1

        if several:
            pieces = sum(item.quantity for item in receipt.items)
            money = [pieces, "£" + plain(receipt.total), "£" + plain(postage), "£0.00"]
            book.row(
                ebay_line(order, receipt, None, [*money, "£" + plain(receipt.total + postage)])
            )
        for item in receipt.items:
            money = [item.quantity, "£" + plain(item.good.price)]
            ends = ["", "", ""] if several else [
                "£" + plain(postage), "£0.00", "£" + plain(item.total + postage),
            ]  # fmt: skip
            book.row(ebay_line(order, receipt, item, [*money, *ends]), counts(receipt, item))
    foot = ["", f"{len(book.rows)},record(s) downloaded,,,", "Seller ID : leaf_and_kettle"]
    return book.closed("eBay-OrdersReport-Apr-11-2026.csv", header, Csv(top=[""], foot=foot))


def ebay_line(order: str, receipt: Receipt, item: Item | None, money: list) -> list:
    who = [receipt.number, order, "tea_friend", "Robin Vale", "", "Leeds", "United Kingdom"]
    what = ["", "", "", ""]
    if item is not None:
        what = ["1150" + item.good.code[-3:], item.good.name, item.good.code, "No"]
    paid = f"{receipt.at + timedelta(days=1):%d-%b-%y}"
    return [*who, *what, *money, "PayPal", f"{receipt.at:%d-%b-%y}", paid, paid, "Yes", "", ""]


@SERVICES.of("Stripe, balance history")
def stripe_balance() -> Export:
    header = titles(
        "id;Type;Source;Amount;Fee;Net;Currency;Created (UTC);Available On (UTC);Description;"
        "Customer Facing Amount;Customer Facing Currency;Transfer;Transfer Date (UTC);"
        "Transfer Group"
    )
    place = Place("CAD", "CA", "America/Vancouver", "en")
    chance, book, net = random.Random(104), Book(place, "payment"), Decimal(0)
    shop = Shop(
        104,
        place.zone,
        date(2026, 6, 1),
        catalogs.BIKES_US,
        days=45,
        hours=(9, 23),
        closed=(),
        voided=0,
        refunded=0.08,
    )
    for count, receipt in enumerate(shop.receipts()):
        refund, total = receipt.kind == "refund", receipt.total
        fee = Decimal(0) if refund else rounded(total * Decimal("0.029") + Decimal("0.30"))
        net += total - fee
        when = receipt.at.astimezone(UTC)
        ready = f"{when + timedelta(days=2):%Y-%m-%d} 00:00"
        source = ("re_3" if refund else "ch_3") + token(chance, 20)
        cells = [
            "txn_3" + token(chance, 20), "refund" if refund else "charge", source, plain(total),
            plain(fee), plain(total - fee), "cad", f"{when:%Y-%m-%d %H:%M}", ready,
            "REFUND FOR CHARGE" if refund else f"Order {receipt.number}", plain(total), "cad", "",
            "", "",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
        if count % 30 == 29:
            moved = f"{when + timedelta(hours=2):%Y-%m-%d %H:%M}"
            po = "po_1" + token(chance, 20)
            book.row(
                [
                    "txn_1" + token(chance, 20),
                    "payout",
                    po,
                    plain(-net),
                    "0.00",
                    plain(-net),
                    "cad",
                    moved,
                    moved,
                    "STRIPE PAYOUT",
                    "",
                    "",
                    po,
                    moved,
                    "",
                ]
            )
            net = Decimal(0)
        if count % 80 == 79:
            moved = f"{when + timedelta(hours=1):%Y-%m-%d %H:%M}"
            book.row(
                [
                    "txn_1" + token(chance, 20),
                    "stripe_fee",
                    "",
                    "-9.00",
                    "0.00",
                    "-9.00",
                    "cad",
                    moved,
                    moved,
                    "Billing – usage fee",
                    "",
                    "",
                    "",
                    "",
                    "",
                ]
            )
    book.reverse()
    return book.closed("balance_history.csv", header, Csv(end="\n"))


@SERVICES.of("Mollie, betalingen")
def mollie_betalingen() -> Export:
    header = titles(
        "Datum;Betaalmethode;Valuta;Bedrag;Status;ID;Omschrijving;Naam consument;"
        "Rekening consument;"
        "BIC consument;Uitbetalingsvaluta;Uitbetalingsbedrag;Uitbetalingsreferentie;"
        "Terugbetaald bedrag"
    )
    place = Place("EUR", "NL", "Europe/Amsterdam", "nl")
    chance, book = random.Random(105), Book(place, "payment")
    shop = Shop(
        105,
        place.zone,
        date(2026, 3, 28),
        catalogs.KAAS_NL,
        days=33,
        closed=(),
        refunded=0,
        voided=0.12,
        methods=("iDEAL", "Bancontact", "Creditcard"),
    )
    for receipt in shop.receipts():
        failed = receipt.kind == "void"
        status = chance.choice(("Verlopen", "Geannuleerd", "Mislukt")) if failed else "Betaald"
        back, roll = Decimal(0), chance.random()
        if not failed and roll < 0.08:
            back = receipt.total if roll < 0.04 else min(Decimal("5.00"), receipt.total)
        cells = [
            f"{receipt.at:%Y-%m-%d %H:%M:%S}", receipt.method, "EUR", plain(receipt.total), status,
            "tr_" + token(chance, 10), f"Bestelling {receipt.number}", "J. de Voorbeeld", "", "",
            "" if failed else "EUR", "" if failed else plain(receipt.total), "",
            plain(back) if back else "",
        ]  # fmt: skip
        book.row(
            cells, counts(receipt), [refunded(receipt.day, receipt.number, back)] if back else []
        )
    return book.closed("mollie-betalingen-2026-04.csv", header, Csv(end="\n", quotes_all=True))


@SERVICES.of("delivery platform, payment details by order (Uber Eats-like)")
def delivery_payout() -> Export:
    header = titles(
        "Shop name;Order ID;Order date;Order accept time;Dining mode;Order status;"
        "Sales (excl. VAT);"
        "VAT on sales;Sales (incl. VAT);Refunds (incl. VAT);Delivery fee (incl. VAT);Tips;"
        "Marketplace fee (incl. VAT);Net payout;Payout date"
    )
    chance, book = random.Random(106), Book(UK, "receipt")
    shop = Shop(
        106,
        UK.zone,
        date(2026, 8, 31),
        catalogs.PIZZA_UK,
        days=28,
        hours=(12, 23),
        refunded=0,
        reduced=0,
        closed=(),
        tipped=0.2,
        voided=0.04,
    )
    for count, receipt in enumerate(shop.receipts()):
        called_off = receipt.kind == "void"
        total = Decimal(0) if called_off else receipt.total
        tax = Decimal(0) if called_off else receipt.tax
        back = min(Decimal("4.75"), total) if chance.random() < 0.06 else Decimal(0)
        fee = rounded(total * Decimal("0.30"))
        tip = Decimal(0) if called_off else receipt.tip
        payout = f"{receipt.day + timedelta(days=7 - receipt.day.weekday()):%d/%m/%Y}"
        cells = [
            "Forno Lane", "#" + token(chance, 5, "ABCDEF0123456789"), f"{receipt.at:%d/%m/%Y}",
            f"{receipt.at:%H:%M}", chance.choice(("Delivery", "Pickup")),
            "Cancelled" if called_off else "Completed", plain(total - tax), plain(tax),
            plain(total), plain(-back), "0.00", plain(tip), plain(-fee),
            plain(total - back + tip - fee), payout,
        ]  # fmt: skip
        if count == 60:
            cells[8] = "#VALUE!"
            book.bad(cells, "bad_amount")
            continue
        book.row(
            cells, counts(receipt), [refunded(receipt.day, receipt.number, back)] if back else []
        )
    return book.closed("payment_details_2026-09.csv", header, Csv(encoding="utf-8-sig"))
