"""One meaning for each column: where two names claim the same, values decide, and nothing that matters gets lost."""

from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import Said
from tests.connectors.uploads.understanding.tables import fields, keys, read

PRICES = {"Tea": 2.5, "Coffee": 3.2, "Cake": 4.9, "Soup": 7.1, "Juice": 1.8}
NAMES = list(PRICES)


def orders(count=24):
    """Return orders of two lines each, as an online shop writes them: the order's amounts on its first line."""
    written = []
    for at in range(count):
        first, second = NAMES[at % 5], NAMES[(at * 3 + 1) % 5]
        goods = PRICES[first] * 2 + PRICES[second]
        total = goods + 4.9
        begin = f"#{1000 + at} | 2026-04-{at + 1:02d} 10:00:00 +0200"
        head = f"{total:.2f} | {goods:.2f} | 4.90 | {total / 119 * 19:.2f} | paid"
        written.append(f"{begin} | {head} | {first} | 2 | {PRICES[first]}")
        written.append(f"{begin} | | | | | | {second} | 1 | {PRICES[second]}")
    return written


ORDERS = (
    "Name | Created at | Total | Subtotal | Shipping | Taxes | Financial Status "
    "| Lineitem name | Lineitem quantity | Lineitem price"
)


def test_an_online_shops_orders_keep_their_items_names():
    found = fields(read(ORDERS, *orders()))

    assert found["Name"] == "document"
    assert found["Lineitem name"] == "product"
    assert found["Lineitem quantity"] == "quantity"


def test_an_online_shops_orders_are_sure():
    assert keys(read(ORDERS, *orders())) == []


def test_what_the_merchant_says_of_a_column_leaves_the_others_alone():
    before = fields(read(ORDERS, *orders()))

    after = fields(read(ORDERS, *orders(), said=Said({"Shipping": Field.IGNORE})))

    assert after == before | {"Shipping": "ignore"}


def test_quantity_and_price_are_known_by_what_they_multiply_to_whatever_their_names():
    rows = [
        f"2026-04-{at // 2 + 1:02d} | {1000 + at // 2} | {NAMES[at % 5]} | {at % 4 + 1} "
        f"| {PRICES[NAMES[at % 5]]:.2f} | {PRICES[NAMES[at % 5]] * (at % 4 + 1):.2f}"
        for at in range(40)
    ]

    found = fields(read("Date | Receipt | Item | Xq | Vw | Zz", *rows))

    assert (found["Xq"], found["Vw"]) == ("quantity", "unit_price")
    assert found["Zz"] in ("line_amount", "amount")


def test_columns_of_people_are_left_out():
    rows = [
        f"2026-04-{at + 1:02d} | {1000 + at} | {5 + at}.50 | guest{at}@example.org | Mara {at}"
        for at in range(20)
    ]

    found = fields(read("Date | Receipt | Total | Email | First name", *rows))

    assert (found["Email"], found["First name"]) in (
        ("ignore", "ignore"),
        ("customer", "ignore"),
        ("ignore", "customer"),
    )


def test_an_empty_column_means_nothing_whatever_its_name():
    rows = [f"2026-04-{at + 1:02d} | {1000 + at} | {5 + at}.50 |" for at in range(20)]

    reading = read("Date | Receipt | Total | Tip", *rows)

    assert (fields(reading)["Tip"], keys(reading)) == ("ignore", [])
