"""The invented café's books: exact, the same each time, and with what was planted."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from edge.demo.cafe import TERMINAL_RENT, is_holiday, next_working_day
from edge.demo.conditions import Cafe
from edge.demo.ledger import Ledger, keep_books
from edge.demo.planted import PlantedKind

ANCHOR = date(2026, 11, 24)
CAFE = Cafe.invented_on(ANCHOR)
YESTERDAY = ANCHOR - timedelta(days=1)


@pytest.fixture(scope="module")
def books() -> Ledger:
    return keep_books(CAFE, CAFE.opening, ANCHOR)


def sum_of(frame: pl.DataFrame) -> int:
    return int(frame["amount_minor"].sum())


def sales_on(books: Ledger, day: date) -> pl.DataFrame:
    return books.events.filter(pl.col("kind") == "sale", pl.col("day") == day)


def planted(kind: PlantedKind, word: str = ""):
    return next(e for e in CAFE.planted(ANCHOR) if e.kind is kind and word in e.detail)


def test_history_is_a_year_and_more_of_a_busy_cafe(books):
    days = books.events.filter(pl.col("kind") == "sale").group_by("day").agg(pl.len())

    assert CAFE.opening == date(2025, 10, 1)
    assert len(days) == (ANCHOR - CAFE.opening).days + 1
    assert 150 <= days["len"].mean() <= 220


def test_same_days_are_the_same_whichever_period_is_asked_for(books):
    week = keep_books(CAFE, date(2026, 11, 18), ANCHOR)

    since = pl.col("day") >= date(2026, 11, 18)
    assert books.events.filter(since).equals(week.events)
    assert books.lines.filter(since).equals(week.lines)


def test_another_seed_invents_another_cafe():
    mine = keep_books(CAFE, YESTERDAY, YESTERDAY)
    other = keep_books(Cafe(ANCHOR, seed=7), YESTERDAY, YESTERDAY)

    assert not mine.lines.equals(other.lines)


def test_lines_of_each_document_add_up_to_its_event(books):
    events = books.events.filter(pl.col("kind").is_in(["sale", "refund"]))
    told = events.select("document", "occurred_at", "amount_minor")

    summed = books.lines.group_by("document", "occurred_at").agg(pl.col("amount_minor").sum().abs())

    both = told.join(summed, on=["document", "occurred_at"], how="full", suffix="_of_lines")
    assert both.filter(
        pl.col("amount_minor").ne_missing(pl.col("amount_minor_of_lines"))
    ).is_empty()


def test_each_line_is_quantity_times_price(books):
    lines = books.lines
    assert lines.filter(
        pl.col("quantity") * pl.col("unit_price_minor") != pl.col("amount_minor")
    ).is_empty()


def test_documents_of_sales_and_refunds_are_unique(books):
    events = books.events.filter(pl.col("kind").is_in(["sale", "refund", "declined", "payout"]))
    assert events["document"].n_unique() == len(events)


def test_each_refund_follows_a_sale_that_was_at_least_as_large(books):
    refunds = books.events.filter(pl.col("kind") == "refund")
    sales = books.events.filter(pl.col("kind") == "sale").select(
        pl.col("document").alias("sale_document"),
        sold_at="occurred_at",
        sold="amount_minor",
        paid="payment_method",
    )

    tied = refunds.join(sales, on="sale_document")

    assert len(tied) == len(refunds) > 300
    assert tied.filter(
        (pl.col("sold_at") >= pl.col("occurred_at"))
        | (pl.col("amount_minor") > pl.col("sold"))
        | (pl.col("paid") != pl.col("payment_method"))
    ).is_empty()
    assert tied.filter(pl.col("sold_at").dt.date() < pl.col("occurred_at").dt.date()).height > 100


def test_tax_lies_inside_each_sale_at_the_rates_of_the_day(books):
    taxes = books.events.filter(pl.col("kind") == "tax", pl.col("amount_minor") > 0)
    by_sale = taxes.group_by("sale_document").agg(pl.col("amount_minor").sum().alias("tax"))
    sales = books.events.filter(pl.col("kind") == "sale").join(
        by_sale, left_on="document", right_on="sale_document"
    )

    share = sales.select(pl.col("tax") / pl.col("amount_minor"))["tax"]

    assert set(taxes["attributes"]) == {'{"rate": "7"}', '{"rate": "19"}'}
    assert share.max() < 0.1625
    assert share.min() > 0.06


def test_payouts_reconcile_to_the_cent(books):
    is_card = pl.col("payment_method") == "card"
    events = books.events
    first = events.filter(pl.col("kind") == "payout")["day"].min()
    last = events.filter(pl.col("kind") == "payout")["day"].max()
    settled = events.filter(pl.col("day") < last)

    due = (
        sum_of(settled.filter(pl.col("kind").is_in(["sale", "tip"]), is_card))
        - sum_of(settled.filter(pl.col("kind") == "refund", is_card))
        - sum_of(settled.filter(pl.col("kind") == "fee"))
    )
    kept = sum_of(settled.filter(pl.col("kind") == "payout_deduction"))

    assert first == next_working_day(CAFE.opening)
    assert sum_of(events.filter(pl.col("kind") == "payout")) == due - kept
    assert kept == TERMINAL_RENT * settled["day"].n_unique()


def test_payouts_arrive_on_working_days_only(books):
    days = books.events.filter(pl.col("kind") == "payout")["day"].to_list()

    assert not [day for day in days if day.weekday() >= 5 or is_holiday(day)]
    assert date(2026, 4, 3) not in days  # Good Friday
    assert date(2026, 5, 1) not in days


def test_fees_are_kept_on_cards_only_and_follow_the_rate(books):
    events = books.events
    fees = events.filter(pl.col("kind") == "fee")
    charged = sum_of(
        events.filter(pl.col("kind").is_in(["sale", "tip"]), pl.col("payment_method") == "card")
    )

    assert set(fees["payment_method"]) == {"card"}
    assert 0.0139 < sum_of(fees) / charged < 0.0160


def test_prices_rise_on_the_planted_day(books):
    rise = planted(PlantedKind.PRICE_RISE, "Bakery")
    croissants = books.lines.filter(pl.col("code") == "B01")

    before = croissants.filter(pl.col("day") < rise.first)["unit_price_minor"]
    after = croissants.filter(pl.col("day") >= rise.first)["unit_price_minor"]

    assert set(before) == {260}
    assert set(after) == {280}


def test_sales_stop_while_the_tills_are_offline(books):
    outage = planted(PlantedKind.OUTAGE)
    hours = (
        sales_on(books, outage.first)["occurred_at"].dt.convert_time_zone("Europe/Berlin").dt.hour()
    )

    assert hours.is_between(11, 13).sum() == 0
    assert hours.is_in([10, 14]).sum() > 10


def test_croissants_end_at_twenty_to_eleven_where_they_sold_out(books):
    event = planted(PlantedKind.SOLD_OUT)
    sold = books.lines.filter(
        pl.col("code") == "B01",
        pl.col("day") == event.first,
        pl.col("location") == "Kollwitzstraße",
        pl.col("quantity") > 0,
    )
    latest = sold["occurred_at"].dt.convert_time_zone("Europe/Berlin").max()

    assert event.first.weekday() == 5
    assert latest.hour * 60 + latest.minute < 10 * 60 + 40


def test_lattes_come_back_in_the_refund_burst(books):
    event = planted(PlantedKind.REFUND_BURST)
    refunds = books.events.filter(pl.col("kind") == "refund").group_by("day").agg(pl.len())

    burst = refunds.filter(pl.col("day").is_between(event.first, event.last))["len"].min()

    assert burst > 4 * refunds["len"].mean()


def test_cards_fail_while_the_reader_is_broken(books):
    event = planted(PlantedKind.CARD_FAILURES)
    on_day = books.events.filter(
        pl.col("day") == event.first, pl.col("location") == "Kollwitzstraße"
    )
    between = on_day.filter(
        pl.col("occurred_at").dt.convert_time_zone("Europe/Berlin").dt.hour().is_in([15, 16])
    )

    failed = between.filter(pl.col("kind") == "declined").height
    paid = between.filter(pl.col("kind") == "sale", pl.col("payment_method") == "card").height

    assert failed / (failed + paid) > 0.2


@pytest.mark.parametrize(
    ("day", "low", "high"),
    [(ANCHOR - timedelta(days=12), 0.3, 0.65), (YESTERDAY, 1.4, 2.2), (ANCHOR, 0.25, 0.6)],
    ids=["drop", "spike", "today"],
)
def test_planted_days_stand_out_from_the_same_weekdays(books, day, low, high):
    usual = np.median(
        [sum_of(sales_on(books, day - timedelta(weeks=week))) for week in range(2, 9)]
    )

    assert low < sum_of(sales_on(books, day)) / usual < high


def test_regulars_come_back_and_strangers_do_not(books):
    visits = (
        books.events.filter(pl.col("kind") == "sale", pl.col("customer") != "")
        .group_by("customer")
        .agg(pl.len())["len"]
    )

    assert (visits >= 20).sum() > 100
    assert (visits == 1).sum() > 2_000


def test_trade_of_a_running_day_is_split_by_time_without_loss(books):
    noon = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

    before, after = books.until(noon), books.after(noon)

    assert len(before.events) + len(after.events) == len(books.events)
    assert before.events["occurred_at"].max() <= noon < after.events["occurred_at"].min()


@pytest.mark.parametrize(
    "anchor", [date(2026, 12, 27), date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 29)], ids=str
)
def test_cafe_can_be_invented_on_any_day(anchor):
    cafe = Cafe.invented_on(anchor)

    books = keep_books(cafe, anchor - timedelta(days=7), anchor)

    assert books.events["day"].n_unique() == 8
    assert sum_of(books.lines) > 0
