"""A published batch becomes an insight: once, for its merchant only, in figures that can be checked."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import OperationalError

from edge.facts.load import feed_for, load_records
from edge.facts.models import Batch, EventKind
from edge.facts.records import MoneyRecord, SaleRecord
from edge.live.events import FEED, replay
from insights.compose import figures_of, sentence_of, title_of
from insights.inbox import inbox, mark_read, unread_count
from insights.models import Check, Insight, InsightState, Telling
from insights.scan import scan
from insights.sections.comparing import Reader
from insights.tasks import sweep

NOW = datetime(2026, 6, 17, 18, 30, tzinfo=UTC)  # a Wednesday, 20:30 in Berlin
HOURS = range(7, 17)


def make_sales(days=150, *, factors=None, until=NOW, seed=1):
    """Ten sales a day for `days` days up to `until`; `factors` scales single days, by days before today."""
    generator = np.random.default_rng(seed)
    factors = factors or {}
    records = []
    for ago in range(days, -1, -1):
        day = (NOW - timedelta(days=ago)).replace(minute=5)
        for hour in HOURS:
            moment = day.replace(hour=hour)
            amount = int(6000 * factors.get(ago, 1.0) * np.exp(generator.normal(0, 0.15)))
            if moment <= until:
                records.append(
                    SaleRecord(document=f"{ago}-{hour}", occurred_at=moment, amount_minor=amount)
                )
    return records


@pytest.fixture
def publish(in_tenant):
    def load(merchant, records):
        with in_tenant(merchant):
            feed = feed_for(merchant, kind="till", key="till", name="Till")
        return load_records(merchant, feed, records)

    return load


def insights_of(merchant, in_tenant):
    with in_tenant(merchant):
        return list(Insight.objects.for_merchant(merchant).order_by("day"))


def test_a_low_day_is_told_once_in_figures(merchant, in_tenant, publish):
    publish(merchant, make_sales(factors={3: 0.4}))

    assert len(scan(merchant.pk, now=NOW)) == 1
    assert scan(merchant.pk, now=NOW) == []

    [insight] = insights_of(merchant, in_tenant)
    figures = figures_of(insight)
    assert (insight.detector, insight.direction, str(insight.day)) == (
        "unusual_day",
        "low",
        "2026-06-14",
    )
    assert figures["value"].value - figures["usual"].value == figures["change"].value
    assert title_of(merchant, insight, "en") == "Sunday, 14 June 2026, was low"
    assert "below a usual Sunday" in sentence_of(merchant, insight, "en")


def test_quiet_days_are_noted_as_checked(merchant, in_tenant, publish):
    publish(merchant, make_sales(seed=4))

    scan(merchant.pk, now=NOW)

    with in_tenant(merchant):
        outcomes = set(Check.objects.for_merchant(merchant).values_list("outcome", flat=True))
    assert insights_of(merchant, in_tenant) == []
    assert outcomes == {"quiet"}


def test_a_running_day_is_judged_by_its_pace(merchant, in_tenant, publish):
    publish(merchant, make_sales(factors={0: 0.3}, until=NOW.replace(hour=13)))

    scan(merchant.pk, now=NOW.replace(hour=13))

    [insight] = insights_of(merchant, in_tenant)
    assert (insight.detector, insight.day, insight.until_hour) == ("pace_today", NOW.date(), 13)


def test_old_data_are_judged_as_of_their_last_moment(merchant, in_tenant, publish):
    publish(merchant, make_sales(factors={3: 0.4}))

    scan(merchant.pk, now=NOW + timedelta(days=900))

    assert [str(insight.day) for insight in insights_of(merchant, in_tenant)] == ["2026-06-14"]


def test_a_new_insight_reaches_the_feed_and_is_kept_as_told(merchant, in_tenant, publish):
    publish(merchant, make_sales(factors={3: 0.4}))
    [public_id] = scan(merchant.pk, now=NOW)

    with in_tenant(merchant):
        [pushed] = [entry for entry in replay(merchant, FEED) if entry.type == "insight"]
        told = Telling.objects.for_merchant(merchant).filter(reference=public_id).count()
    assert pushed.body["id"] == public_id
    assert told == 4


def test_a_batch_that_commits_late_is_still_scanned(merchant, in_tenant, publish):
    publish(merchant, make_sales(100))
    scan(merchant.pk, now=NOW)
    publish(
        merchant,
        [SaleRecord(document="late", occurred_at=NOW - timedelta(days=2), amount_minor=500)],
    )

    scan(merchant.pk, now=NOW)

    with in_tenant(merchant):
        assert not Batch.objects.for_merchant(merchant).filter(scanned_at=None).exists()


def test_another_merchants_day_is_not_judged(merchant, other_merchant, in_tenant, publish):
    publish(other_merchant, make_sales(factors={3: 0.4}))

    scan(merchant.pk, now=NOW)

    assert insights_of(merchant, in_tenant) == []


def test_reading_lowers_the_count_for_that_person_only(merchant, in_tenant, publish, make_member):
    reader, colleague = make_member(merchant).user, make_member(merchant).user
    publish(merchant, make_sales(factors={3: 0.4}))
    scan(merchant.pk, now=NOW)

    with in_tenant(merchant):
        mark_read(merchant, reader, list(Insight.objects.for_merchant(merchant)))

        assert (unread_count(merchant, reader), unread_count(merchant, colleague)) == (0, 1)
        [entry] = inbox(merchant, reader, Reader(merchant, "en")).entries
        assert not entry.is_new


def test_a_running_days_insight_is_closed_when_the_day_is_over(merchant, in_tenant, publish):
    publish(merchant, make_sales(factors={0: 0.3}, until=NOW.replace(hour=13)))
    scan(merchant.pk, now=NOW.replace(hour=13))
    publish(
        merchant,
        [SaleRecord(document="next", occurred_at=NOW + timedelta(hours=14), amount_minor=500)],
    )

    scan(merchant.pk, now=NOW + timedelta(hours=15))

    states = {insight.until_hour: insight.state for insight in insights_of(merchant, in_tenant)}
    assert states[13] == InsightState.RESOLVED


def test_a_silent_till_is_not_a_day_without_sales(merchant, in_tenant, publish):
    publish(merchant, make_sales(seed=4, until=NOW - timedelta(days=1, hours=4)))

    scan(merchant.pk, now=NOW)

    assert insights_of(merchant, in_tenant) == []
    with in_tenant(merchant):
        silent = Check.objects.for_merchant(merchant).get(
            detector="unusual_day", day=NOW.date() - timedelta(days=1)
        )
    assert (silent.outcome, silent.reason) == ("not_judged", "incomplete")


def test_a_payout_does_not_say_that_the_till_has_spoken(merchant, in_tenant, publish):
    publish(merchant, make_sales(seed=4, until=NOW.replace(hour=8)))
    with in_tenant(merchant):
        bank = feed_for(merchant, kind="bank", key="bank", name="Bank")
    payout = MoneyRecord(
        kind=EventKind.PAYOUT, document="p", occurred_at=NOW.replace(hour=15), amount_minor=9_000
    )
    load_records(merchant, bank, [payout])

    scan(merchant.pk, now=NOW)

    assert [insight.detector for insight in insights_of(merchant, in_tenant)] == []


def test_batches_that_cannot_be_judged_are_not_tried_for_ever(
    merchant, in_tenant, publish, monkeypatch
):
    publish(merchant, make_sales(factors={3: 0.4}))
    with monkeypatch.context() as poisoned:
        poisoned.setattr("insights.scan.judge_from", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            scan(merchant.pk, now=NOW)

    assert scan(merchant.pk, now=NOW) == []
    with in_tenant(merchant):
        assert not Batch.objects.for_merchant(merchant).filter(scanned_at=None).exists()
        assert not Check.objects.for_merchant(merchant).exists()


def test_a_database_that_was_away_leaves_the_batches_waiting(merchant, publish, monkeypatch):
    publish(merchant, make_sales(factors={3: 0.4}))

    def away(*_):
        raise OperationalError

    with monkeypatch.context() as outage:
        outage.setattr("insights.scan.judge_from", away)
        with pytest.raises(OperationalError):
            scan(merchant.pk, now=NOW)

    assert len(scan(merchant.pk, now=NOW)) == 1


def test_the_sweep_nudges_who_waited_longest_first(make_merchant, publish, monkeypatch):
    first, second = make_merchant(), make_merchant()
    publish(second, make_sales(2, seed=2))
    publish(first, make_sales(2, seed=3))
    nudged = []
    monkeypatch.setattr("insights.tasks.SWEEP_LIMIT", 1_000_000)
    monkeypatch.setattr(
        "insights.tasks.scan_merchant.apply_async",
        lambda arguments, expires: nudged.append((*arguments, expires)),
    )

    sweep()

    ours = [each for each in nudged if each[0] in (first.pk, second.pk)]
    assert ours == [(second.pk, 30), (first.pk, 30)]


def test_a_short_history_is_not_called_quiet(merchant, in_tenant, publish, make_member):
    publish(merchant, make_sales(40))
    scan(merchant.pk, now=NOW)

    with in_tenant(merchant):
        shown = inbox(merchant, make_member(merchant).user, Reader(merchant, "en"))

    assert (shown.entries, shown.knows_enough, bool(shown.checked_at)) == ((), False, True)
