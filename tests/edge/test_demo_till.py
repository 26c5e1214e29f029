"""The invented café in Edge: loaded exactly, once, and traded on."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django.db.models import Sum

from edge.demo.conditions import Cafe
from edge.demo.ledger import keep_books
from edge.demo.till import Source, Till, load_until, open_till
from edge.demo.trade import FIRST_DAY, LATER, Pace, moment_to_open, pace_for, replay_steps, trade
from edge.facts.models import CardFingerprint, Coverage, LineItem, MoneyEvent

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
SOON = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
QUICK = Pace(wait_s=0, held_back=20, replay_ticks=4, cards_at_tick=7, tick_s=0)
START = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class ShutError(Exception):
    """Ends a trade that would go on for ever."""


def load_all(till: Till, moment: datetime) -> None:
    for source in Source:
        load_until(till, moment, source)


@pytest.fixture
def begun(make_merchant, in_tenant) -> Till:
    """A café of which the last week up to this morning is loaded, so that a test is quick."""
    merchant = make_merchant(day_end_minutes=240)
    till = open_till(merchant, today=TODAY)
    with in_tenant(merchant):
        for feed in till.feeds.values():
            feed.data_until = START
            feed.save(update_fields=["data_until"])
    load_all(till, MORNING)
    return till


def sums(till: Till, in_tenant) -> dict[str, int]:
    with in_tenant(till.merchant):
        rows = MoneyEvent.objects.for_merchant(till.merchant).live().order_by()
        return {
            row["kind"]: row["total"]
            for row in rows.values("kind").annotate(total=Sum("amount_minor"))
        }


def expected(first: date, until: datetime) -> dict[str, int]:
    events = keep_books(Cafe.invented_on(TODAY), first, TODAY).until(until).events
    return dict(events.group_by("kind").agg(pl.col("amount_minor").sum()).iter_rows())


def test_loaded_facts_equal_the_books_to_the_cent(begun, in_tenant):
    load_all(begun, NOON)

    assert sums(begun, in_tenant) == expected(date(2026, 11, 17), NOON)


def test_loading_the_same_moment_again_changes_nothing(begun, in_tenant):
    load_all(begun, NOON)
    before = sums(begun, in_tenant)

    assert load_until(begun, NOON) is None
    assert load_until(begun, NOON, Source.CARDS) is None
    assert sums(begun, in_tenant) == before


def test_loading_in_steps_equals_loading_at_once(begun, in_tenant):
    for minutes in (0, 90, 180, 181, 240):
        load_all(begun, datetime(2026, 11, 24, 7, 0, tzinfo=UTC) + timedelta(minutes=minutes))

    assert sums(begun, in_tenant) == expected(date(2026, 11, 17), NOON)


def test_lines_carry_size_and_milk(begun, in_tenant):
    with in_tenant(begun.merchant):
        attributes = (
            LineItem.objects.for_merchant(begun.merchant)
            .filter(product__code="C01")
            .values_list("attributes", flat=True)
        )
        sizes = {each["size"] for each in attributes}
        milks = {each["milk"] for each in attributes}

    assert sizes == {"regular", "large"}
    assert {"whole", "oat"} <= milks


def test_guests_who_paid_by_card_have_a_fingerprint_and_no_name(begun, in_tenant):
    with in_tenant(begun.merchant):
        cards = CardFingerprint.objects.for_merchant(begun.merchant)
        paid = (
            MoneyEvent.objects.for_merchant(begun.merchant)
            .filter(kind="sale", payment_method="card", customer__isnull=False)
            .values("customer")
            .distinct()
            .count()
        )
        assert cards.count() == paid > 100
        assert all(len(card.fingerprint) == 32 for card in cards)


def test_yesterday_is_complete_only_when_the_card_company_has_spoken(begun, in_tenant):
    def complete_sources():
        with in_tenant(begun.merchant):
            rows = Coverage.objects.for_merchant(begun.merchant).filter(
                business_date=TODAY - timedelta(days=1)
            )
            return set(rows.filter(is_complete=True).values_list("feed__kind", flat=True))

    load_until(begun, NOON)
    before = complete_sources()
    load_until(begun, NOON, Source.CARDS)

    assert before == {Source.TILL}
    assert complete_sources() == set(Source)


def test_trade_catches_up_and_then_follows_the_clock(begun, in_tenant):
    moments = iter([NOON, NOON, NOON, SOON])
    ticks = 0

    def pause(_seconds):
        nonlocal ticks
        ticks += 1
        if ticks > 9:
            raise ShutError

    with pytest.raises(ShutError):
        trade(begun, QUICK, now=lambda: next(moments, SOON), pause=pause)

    assert sums(begun, in_tenant) == expected(date(2026, 11, 17), SOON)


def test_first_day_is_replayed_slowly_until_the_card_company_has_spoken(begun):
    load_until(begun, NOON)
    before = pace_for(begun, NOON)
    load_until(begun, NOON, Source.CARDS)

    assert before is FIRST_DAY
    assert pace_for(begun, NOON) is LATER


def test_home_opens_a_few_sales_into_the_day(begun):
    opened = moment_to_open(begun, NOON)

    load_until(begun, opened)

    today = keep_books(begun.cafe, TODAY, TODAY).until(opened).events
    assert today.filter(kind="sale").height == 10


def test_replay_steps_reach_the_last_sale_in_even_steps():
    sales = [NOON + timedelta(minutes=minute) for minute in range(100)]
    pace = Pace(wait_s=0, held_back=40, replay_ticks=4, cards_at_tick=0)

    steps = list(replay_steps(sales, pace))

    assert [sales.index(step) for step in steps] == [59, 69, 79, 89, 99]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_replay_of_a_day_that_has_hardly_begun_is_short(count):
    sales = [NOON + timedelta(minutes=minute) for minute in range(count)]

    assert list(replay_steps(sales, FIRST_DAY)) == sales
