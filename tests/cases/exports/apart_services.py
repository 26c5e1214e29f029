"""Layouts kept apart: payment services and receipts of North American and Gulf tills."""

import random
from datetime import UTC, date, timedelta
from decimal import Decimal

from tests.cases.exports import catalogs_apart as catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import clock12, grouped, in_brackets, plain, token
from tests.cases.exports.shops import Shop, rounded
from tests.cases.exports.written import Csv

APART_SERVICES = Layouts()
US = Place("USD", "US", "America/New_York", "en")


@APART_SERVICES.of("Shopify Payments, transactions")
def shopify_payments() -> Export:
    header = titles(
        "Transaction Date;Type;Order;Card Brand;Card Source;Payout Status;Payout Date;"
        "Available On;Amount;"
        "Fee;Net;Checkout;Payment Method Name;Presentment Amount;Presentment Currency;Currency;VAT"
    )
    place = Place("GBP", "GB", "Europe/London", "en")
    chance, book = random.Random(502), Book(place, "payment")
    shop = Shop(
        502,
        place.zone,
        date(2026, 4, 20),
        catalogs.SURF_NZ,
        days=36,
        closed=(),
        voided=0.03,
        refunded=0.07,
    )
    for count, receipt in enumerate(shop.receipts()):
        kind = {"sale": "charge", "refund": "refund", "void": "failed"}[receipt.kind]
        if kind == "failed":
            continue
        fee = (
            Decimal(0)
            if kind == "refund"
            else rounded(receipt.total * Decimal("0.019") + Decimal("0.25"))
        )
        due = f"{receipt.day + timedelta(days=3):%Y-%m-%d}"
        cells = [
            f"{receipt.at:%Y-%m-%d %H:%M:%S %z}", kind, f"#{receipt.number}", "visa", "online",
            "paid", due, due, plain(receipt.total), plain(fee), plain(receipt.total - fee),
            f"#c{token(chance, 14)}", "card", plain(receipt.total), "GBP", "GBP", "0.00",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
        if count % 60 == 59:
            when = f"{receipt.at:%Y-%m-%d %H:%M:%S %z}"
            book.row(
                [
                    when,
                    "adjustment",
                    "",
                    "",
                    "",
                    "paid",
                    due,
                    due,
                    "-15.00",
                    "0.00",
                    "-15.00",
                    "",
                    "",
                    "-15.00",
                    "GBP",
                    "GBP",
                    "0.00",
                ]
            )
    book.reverse()
    return book.closed("payment_transactions_export_1.csv", header, Csv(end="\n"))


@APART_SERVICES.of("Toast, payments: several payments of one order, refunds on a day of their own")
def toast_payments() -> Export:
    header = titles(
        "Location;Payment Id;Order Id;Order #;Paid Date;Order Date;Check Id;Check #;Tab Name;"
        "Server;Table;"
        "Dining Area;Service;Dining Option;Amount;Tip;Gratuity;Total;Swiped Card Amount;"
        "Keyed Card Amount;"
        "Refunded;Refund Date;Refund Amount;Refund Tip Amount;Void User;Void Date;Status;Type;"
        "Card Type"
    )
    place = Place("USD", "US", "America/Chicago", "en")
    chance, book = random.Random(506), Book(place, "payment")
    shop = Shop(
        506,
        place.zone,
        date(2026, 9, 14),
        catalogs.DINER_US,
        days=26,
        hours=(7, 15),
        reduced=0,
        refunded=0,
        voided=0.04,
        tipped=0.6,
        closed=(0,),
    )
    for receipt in shop.receipts():
        void = receipt.kind == "void"
        due = receipt.total
        half = rounded(due / 2)
        parts = [half, due - half] if due > 20 and chance.random() < 0.15 else [due]
        when = f"{receipt.at.month}/{receipt.at.day}/{receipt.at:%y} {clock12(receipt.at)}"
        for at, part in enumerate(parts):
            tip = receipt.tip if at == 0 else Decimal(0)
            back = part if not void and len(parts) == 1 and chance.random() < 0.05 else Decimal(0)
            later = receipt.at + timedelta(days=2)
            cells = [
                "Lakeside", f"90{receipt.number}{at}", f"70{receipt.number}", receipt.number, when,
                when, f"71{receipt.number}", receipt.number % 200, "", receipt.staff,
                receipt.number % 12 + 1, "Main", "Breakfast", "Dine In", plain(part), plain(tip),
                "0.00", plain(part + tip), plain(part + tip) if receipt.method == "card" else "",
                "", "full" if back else "",
                f"{later.month}/{later.day}/{later:%y} {clock12(later)}" if back else "",
                plain(back) if back else "", "0.00" if back else "", "Manager" if void else "",
                when if void else "", "VOIDED" if void else "CAPTURED",
                "CREDIT" if receipt.method == "card" else "CASH",
                "VISA" if receipt.method == "card" else "",
            ]  # fmt: skip
            facts = [] if void else [sold(receipt.day, receipt.number, part)]
            book.row(cells, facts, [refunded(later.date(), receipt.number, back)] if back else [])
    return book.closed("PaymentDetails_2026_09_14-2026_10_09.csv", header, Csv(end="\n"))


@APART_SERVICES.of("old US till: day and 12-hour time apart, amounts in brackets, two-digit years")
def diner_receipts() -> Export:
    header = [
        "Date",
        "Time",
        "Check",
        "Server",
        "Guests",
        "Sub Total",
        "Sales Tax",
        "Check Total",
        "Charged Tip",
        "Tender",
        "Void",
    ]
    place = Place("USD", "US", "America/Los_Angeles", "en")
    chance, book = random.Random(509), Book(place, "receipt")
    shop = Shop(
        509,
        place.zone,
        date(2026, 10, 2),
        catalogs.DINER_US,
        days=28,
        hours=(7, 22),
        tipped=0.4,
        reduced=0,
    )
    for receipt in shop.receipts():
        tax = receipt.tax_on_top
        at = receipt.at
        cells = [
            f"{at.month}/{at.day}/{at:%y}", clock12(at), receipt.number, receipt.staff,
            chance.randint(1, 5), in_brackets(grouped(receipt.total)), in_brackets(grouped(tax)),
            in_brackets(grouped(receipt.total + tax)), grouped(receipt.tip), receipt.method.upper(),
            "Y" if receipt.kind == "void" else "",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed(
        "checks.txt", header, Csv(separator="\t", top=["Sunrise Diner", "Check detail", ""])
    )


@APART_SERVICES.of(
    "perfumer in Kuwait: three decimals, the currency before the amount, times in UTC"
)
def kuwait_receipts() -> Export:
    header = titles("Invoice No.,Created (UTC),Customer,Items,Total,Refunded,Payment,Status", ",")
    place = Place("KWD", "KW", "Asia/Kuwait", "en", places=3)
    chance, book = random.Random(510), Book(place, "receipt")
    shop = Shop(
        510,
        place.zone,
        date(2026, 2, 16),
        catalogs.OUD_KW,
        days=34,
        hours=(9, 24),
        closed=(4,),
        reduced=0,
        refunded=0,
        voided=0.05,
        step=Decimal("0.001"),
    )
    for receipt in shop.receipts():
        back = (
            receipt.items[0].total
            if receipt.kind == "sale" and chance.random() < 0.06
            else Decimal(0)
        )
        cells = [
            f"INV-{receipt.number}", f"{receipt.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "Walk-in",
            sum(item.quantity for item in receipt.items), f"KWD {plain(receipt.total, 3)}",
            f"KWD {plain(back, 3)}", chance.choice(("KNET", "Cash", "Visa")),
            "Cancelled" if receipt.kind == "void" else "Paid",
        ]  # fmt: skip
        book.row(
            cells, counts(receipt), [refunded(receipt.day, receipt.number, back)] if back else []
        )
    return book.closed("invoices.csv", header, Csv(encoding="utf-8-sig"))
