"""Pages of text as facts: what stands once per receipt is spread, filled down and counted once, however pages fall."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.interpret import Interpreter
from connectors.uploads.interpreting.reading import (
    ColumnReading,
    Grain,
    Mark,
    Paid,
    Reading,
    RowMeaning,
)
from connectors.uploads.opening.table import EXTRA
from edge.merchants.models import Merchant

SHOP = Merchant(currency="EUR", country="DE", time_zone="Europe/Berlin")
COLUMNS = (
    ColumnReading("c0", "Date", Field.DATE, formats=("%Y-%m-%d",)),
    ColumnReading("c1", "Receipt", Field.DOCUMENT),
    ColumnReading("c2", "Item", Field.PRODUCT),
    ColumnReading("c3", "Amount", Field.LINE_AMOUNT),
    ColumnReading("c4", "Discount", Field.DISCOUNT),
    ColumnReading("c5", "Total", Field.AMOUNT),
)
LINES = Reading(COLUMNS, Grain.LINE, paid=Paid(Field.LINE_AMOUNT))
SPREAD = Reading(
    COLUMNS,
    Grain.LINE,
    paid=Paid(Field.LINE_AMOUNT, ((Field.DISCOUNT, -1),)),
    per_receipt=(Field.DISCOUNT,),
)
ONCE = Reading(COLUMNS, Grain.LINE, paid=Paid(Field.AMOUNT), per_receipt=(Field.AMOUNT,))
amounts = st.integers(1, 50_000)


def money(minor):
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def pages(rows, size):
    """Return rows of cells as pages of a file."""
    names = [column.cell for column in COLUMNS]
    data = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    frame = pl.DataFrame(
        data | {EXTRA: [None] * len(rows)}, dict.fromkeys([*names, EXTRA], pl.String)
    )
    frame = frame.with_columns(pl.int_range(2, len(rows) + 2, dtype=pl.Int64).alias("line"))
    return [frame.slice(at, size) for at in range(0, len(rows), size)]


def facts(reading, rows, size):
    """Return the lines and the events of all pages, as dicts."""
    found = list(Interpreter(SHOP, reading).pages(pages(rows, size)))
    assert sum(page.rows for page in found) == len(rows)
    assert not [page for page in found if page.refused.height]
    return (
        [row for page in found for row in page.lines.to_dicts()],
        [row for page in found for row in page.events.to_dicts()],
    )


def row(receipt, item, amount, discount=None, total=None, day="2026-04-03"):
    return [day, receipt, item, amount if amount is None else money(amount), discount, total]


@given(
    receipts=st.lists(
        st.tuples(st.lists(amounts, min_size=1, max_size=6), st.floats(0, 1)),
        min_size=1,
        max_size=5,
    ),
    size=st.integers(1, 9),
    is_repeated=st.booleans(),
    sign=st.sampled_from([1, -1]),
)
@settings(max_examples=120, deadline=None)
def test_a_receipts_discount_is_spread_to_the_cent(receipts, size, is_repeated, sign):
    rows, wanted = [], {}
    for number, (lines, share) in enumerate(receipts):
        off = int(sum(lines) * share)
        wanted[str(number)] = sum(lines) - off
        for nth, amount in enumerate(lines):
            said = money(sign * off) if is_repeated or nth == 0 else None
            rows.append(row(str(number), f"item {nth}", amount, said))
    reading = Reading(
        COLUMNS, Grain.LINE, paid=Paid(Field.LINE_AMOUNT, ((Field.DISCOUNT, -sign),)),
        per_receipt=(Field.DISCOUNT,),
    )  # fmt: skip

    lines, events = facts(reading, rows, size)

    got = dict.fromkeys(wanted, 0)
    for line in lines:
        got[line["document"]] += line["amount_minor"]
        assert line["amount_minor"] >= 0
    assert got == wanted
    told = sum(one["amount_minor"] for one in events if one["kind"] == "discount")
    assert told == sum(map(sum, (lines for lines, _share in receipts))) - sum(wanted.values())


@given(st.lists(amounts, min_size=1, max_size=6), st.integers(1, 400), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_money_off_on_a_row_of_its_own_is_spread_over_the_others(lines, off, size):
    off = min(off, sum(lines))
    rows = [row("1", f"item {nth}", amount) for nth, amount in enumerate(lines)]
    rows.insert(len(lines) // 2, row("1", "Rabatt", -off))
    rows.append(row("2", "item 0", 100))
    mark = Mark("c2", "Item", (("rabatt", RowMeaning.DISCOUNT),))
    reading = Reading(COLUMNS, Grain.LINE, paid=Paid(Field.LINE_AMOUNT), marks=(mark,))

    found, _events = facts(reading, rows, size)

    own = [line["amount_minor"] for line in found if line["document"] == "1"]
    assert (sum(own), len(own)) == (sum(lines) - off, len(lines))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 50])
def test_days_and_numbers_hold_across_pages(size):
    rows = [
        ["2026-04-03", "1", "Tea", "2.50", None, None],
        [None, None, "Cake", "4.00", None, None],
        [None, None, "Soup", "7.00", None, None],
        ["2026-04-04", "2", "Tea", "2.50", None, None],
        [None, None, "Roll", "1.00", None, None],
    ]
    reading = Reading(COLUMNS, Grain.LINE, paid=Paid(Field.LINE_AMOUNT), filled_down=("c0", "c1"))

    lines, _events = facts(reading, rows, size)

    assert [line["document"] for line in lines] == ["1", "1", "1", "2", "2"]
    assert [line["occurred_at"].day for line in lines] == [3, 3, 3, 4, 4]


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_days_above_rows_without_numbers_hold_across_pages(size):
    rows = [
        ["2026-04-03", None, "Tea", "2.50", None, None],
        [None, None, "Cake", "4.00", None, None],
        [None, None, "Soup", "7.00", None, None],
        ["2026-04-04", None, "Tea", "2.50", None, None],
        [None, None, "Roll", "1.00", None, None],
    ]
    columns = tuple(column for column in COLUMNS if column.field != Field.DOCUMENT)
    reading = Reading(columns, Grain.LINE, paid=Paid(Field.LINE_AMOUNT), filled_down=("c0",))

    lines, _events = facts(reading, rows, size)

    assert [line["occurred_at"].day for line in lines] == [3, 3, 3, 4, 4]


@given(
    receipts=st.lists(st.tuples(st.integers(1, 5), amounts), min_size=1, max_size=8),
    size=st.integers(1, 9),
    is_repeated=st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_an_amount_of_the_receipt_counts_once_wherever_pages_end(receipts, size, is_repeated):
    rows = [
        row(
            str(number),
            f"item {nth}",
            None,
            None,
            money(total) if is_repeated or nth == 0 else None,
        )
        for number, (count, total) in enumerate(receipts)
        for nth in range(count)
    ]

    _lines, events = facts(ONCE, rows, size)

    sales = {one["document"]: one["amount_minor"] for one in events if one["kind"] == "sale"}
    assert sales == {str(number): total for number, (_count, total) in enumerate(receipts)}
    assert len([one for one in events if one["kind"] == "sale"]) == len(receipts)


def test_a_receipt_that_comes_again_far_below_counts_once():
    rows = [row(number, "Tea", None, None, "5.00") for number in ("1", "2", "3", "1")]

    _lines, events = facts(ONCE, rows, 2)

    assert sorted(one["document"] for one in events) == ["1", "2", "3"]


def test_a_discount_of_lines_that_came_back_is_not_spread_over_them():
    rows = [row("1", "Tea", 1000, "1.00"), row("1", "Cake", -400, "1.00")]

    lines, _events = facts(SPREAD, rows, 50)

    assert [line["amount_minor"] for line in lines] == [900, -400]


def test_every_row_is_told_of_once():
    rows = [
        row("1", "Tea", 250),
        row("1", None, None),
        ["2026-04-03", "2", "Tea", "x", None, None],
        [None, "3", "Tea", "1.00", None, None],
        ["Total", None, None, "9.00", None, None],
        ["2026-04-03", "4", "Storno", "2.00", None, None],
    ]
    mark = Mark("c2", "Item", (("storno", RowMeaning.VOID),))
    reading = Reading(COLUMNS, Grain.LINE, paid=Paid(Field.LINE_AMOUNT), marks=(mark,))

    [page] = Interpreter(SHOP, reading).pages(pages(rows, 50))

    assert page.lines["line"].to_list() == [2]
    assert page.left_out.select("line", "reason").rows() == [
        (3, "nothing"),
        (6, "total"),
        (7, "void"),
    ]
    assert page.refused.select("line", "code").rows() == [(4, "bad_amount"), (5, "no_day")]
