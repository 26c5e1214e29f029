"""Rows that say once more what others say, and what stands once per receipt: found, and counted once."""

import itertools

import pytest

from connectors.uploads.interpreting.reading import Grain
from tests.connectors.uploads.understanding.tables import keys, paid, read, words

GOODS = [("Tea", 2.5), ("Cake", 4.9), ("Soup", 7.1), ("Juice", 1.8), ("Roll", 0.9)]


def receipts(count=8):
    """Return receipts as day, number and their items: name, quantity, amount."""
    found = []
    for at in range(count):
        items = [(*GOODS[(at + nth) % 5], (at + nth) % 3 + 1) for nth in range(at % 3 + 2)]
        items = [(name, quantity, price * quantity) for name, price, quantity in items]
        found.append((f"2026-04-{at + 1:02d}", str(1000 + at), items))
    return found


def total(items):
    return sum(amount for _name, _quantity, amount in items)


def table(write, count=8):
    return list(itertools.chain.from_iterable(write(*one) for one in receipts(count)))


def test_receipts_above_their_items_count_once():
    def write(day, number, items):
        yield f"{day} | {number} | | | {total(items):.2f}"
        for name, quantity, amount in items:
            yield f"{day} | {number} | {name} | {quantity} | {amount:.2f}"

    reading = read("Date | Receipt | Item | Quantity | Amount", *table(write))

    assert reading.grain == Grain.LINE
    assert reading.repeats_if_empty == ("c2",)
    assert keys(reading) == []


def test_payments_below_the_items_count_once():
    def write(day, number, items):
        for name, quantity, amount in items:
            yield f"{day} | {number} | Item | {name} | {quantity} | {amount:.2f}"
        yield f"{day} | {number} | Payment | | | {total(items):.2f}"

    reading = read("Date | Receipt | Type | Item | Quantity | Amount", *table(write))

    repeated = words(reading, "Type").get("payment") == "repeated"
    assert repeated or reading.repeats_if_empty
    assert words(reading, "Type").get("item") == "sale"


def test_two_payments_of_one_receipt_are_no_sales_beside_its_items():
    def write(day, number, items):
        for name, quantity, amount in items:
            yield f"{day} | {number} | Item | {name} | {quantity} | {amount:.2f}"
        yield f"{day} | {number} | Cash | | | 1.00"
        yield f"{day} | {number} | Card | | | {total(items) - 1:.2f}"

    reading = read("Date | Receipt | Type | Item | Quantity | Amount", *table(write))

    both = {words(reading, "Type").get(word) for word in ("cash", "card")}
    assert reading.repeats_if_empty == ("c3",) or both == {"repeated"}


@pytest.mark.parametrize("where", ["between", "at the end"])
def test_totals_without_a_word_for_them(where):
    lines, running = [], 0.0
    for at in range(24):
        amount = 3 + at * 1.3
        lines.append(f"2026-04-{at // 6 + 1:02d} | {1000 + at} | {amount:.2f}")
        running += amount
        if where == "between" and at % 6 == 5:
            lines.append(f"2026-04-{at // 6 + 1:02d} | | {running:.2f}")
            running = 0.0
    if where == "at the end":
        lines.append(f"2026-04-04 | | {running:.2f}")

    reading = read("Date | Receipt | Amount", *lines)

    assert reading.repeats_if_empty == ("c1",)


def test_rows_that_lack_a_number_and_sum_nothing_up_are_sales():
    lines = [
        f"2026-04-{at + 1:02d} 10:00 | {'' if at % 5 == 0 else 1000 + at} | {3 + at * 1.3:.2f}"
        for at in range(24)
    ]

    assert read("Date | Receipt | Amount", *lines).repeats_if_empty == ()


def test_a_receipts_total_repeated_on_its_lines_is_no_amount_of_a_line():
    def write(day, number, items):
        for name, quantity, amount in items:
            yield f"{day} | {number} | {name} | {quantity} | {amount:.2f} | {total(items):.2f}"

    reading = read("Date | Receipt | Item | Quantity | Line total | Receipt total", *table(write))

    assert paid(reading) == ("line_amount", {})
    assert keys(reading) == []


@pytest.mark.parametrize("is_repeated", [True, False])
def test_a_discount_of_the_whole_receipt_is_taken_once(is_repeated):
    def write(day, number, items):
        off = f"{total(items) / 10:.2f}"
        for nth, (name, quantity, amount) in enumerate(items):
            shown = off if is_repeated or nth == 0 else ""
            price = amount / quantity
            yield f"{day} | {number} | {name} | {quantity} | {price:.2f} | {amount:.2f} | {shown}"

    header = "Date | Order | Item | Quantity | Price | Line total | Discount"
    reading = read(header, *table(write, 20))

    assert [one.value for one in reading.per_receipt] == ["discount"]


def test_what_only_the_first_row_of_a_receipt_says_holds_for_those_below():
    def write(day, number, items):
        for nth, (name, quantity, amount) in enumerate(items):
            head = f"{day} | {number}" if nth == 0 else " | "
            yield f"{head} | {name} | {quantity} | {amount:.2f}"

    reading = read("Date | Receipt | Item | Quantity | Amount", *table(write))

    assert set(reading.filled_down) == {"c0", "c1"}
    assert reading.grain == Grain.LINE


def test_one_row_a_day_is_a_day():
    lines = [f"2026-04-{at + 1:02d} | {20 + at} | {300 + at * 7.5:.2f}" for at in range(20)]

    reading = read("Date | Number of sales | Revenue", *lines)

    assert (reading.grain, paid(reading)) == (Grain.DAY, ("amount", {}))
