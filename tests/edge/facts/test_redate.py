"""A merchant's calendar changes: sales move to other business days, sums follow, the same file stays the same file."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from edge.facts import batches
from edge.facts.load import Stage, feed_for, load_frames, load_records, open_batch
from edge.facts.models import Batch, Coverage, DayRollup, HourRollup, LineItem, MoneyEvent
from edge.facts.records import SaleRecord
from edge.facts.redate import redate
from edge.facts.rollups import rebuild_all
from edge.merchants.profile import change_profile, profile_of


def sale(document, moment, amount_minor=100):
    return SaleRecord(document=document, occurred_at=moment, amount_minor=amount_minor)


def change(merchant, **given):
    changed = change_profile(merchant, replace(profile_of(merchant), **given), actor="test")
    merchant.refresh_from_db()
    return changed


def moments(merchant, in_tenant, table=MoneyEvent):
    with in_tenant(merchant):
        rows = table.objects.for_merchant(merchant).live().order_by("document", "pk")
        return [(row.document, row.business_date.isoformat(), row.hour) for row in rows]


def sums(merchant, in_tenant):
    with in_tenant(merchant):
        return [
            sorted(
                tuple(sorted((k, str(v)) for k, v in row.items() if k != "id"))
                for row in table.objects.for_merchant(merchant).values()
            )
            for table in (HourRollup, DayRollup)
        ]


@pytest.fixture
def till(merchant):
    return feed_for(merchant, kind="api", key="till", name="till")


@pytest.fixture
def night(merchant, till):
    """Half past two in the morning in Berlin, and the afternoon before."""
    load_records(
        merchant,
        till,
        [
            sale("noon", datetime(2026, 6, 5, 12, 0, tzinfo=UTC)),
            sale("night", datetime(2026, 6, 6, 0, 30, tzinfo=UTC)),
        ],
    )


def test_a_later_day_end_moves_the_night_to_the_day_before(merchant, night, in_tenant):
    assert change(merchant, day_end_minutes=300) is True

    assert redate(merchant) is True

    assert moments(merchant, in_tenant) == [("night", "2026-06-05", 2), ("noon", "2026-06-05", 14)]
    with in_tenant(merchant):
        assert list(
            HourRollup.objects.for_merchant(merchant)
            .order_by("hour")
            .values_list("business_date", "hour", "gross_minor")
        ) == [(date(2026, 6, 5), 2, 100), (date(2026, 6, 5), 14, 100)]
        batch = Batch.objects.for_merchant(merchant).get()
        assert (batch.first_day, batch.last_day) == (date(2026, 6, 5), date(2026, 6, 5))
        assert [one.business_date for one in Coverage.objects.for_merchant(merchant)] == [
            date(2026, 6, 5)
        ]
    merchant.refresh_from_db()
    assert merchant.dated_by == ""


def test_doing_it_twice_does_nothing_the_second_time(merchant, night, in_tenant):
    change(merchant, day_end_minutes=300)
    redate(merchant)
    before = sums(merchant, in_tenant)

    assert redate(merchant) is False
    assert sums(merchant, in_tenant) == before


def test_the_sums_equal_a_rebuild_from_the_facts(merchant, night, in_tenant):
    change(merchant, time_zone="Asia/Kathmandu")
    redate(merchant)
    after = sums(merchant, in_tenant)

    with in_tenant(merchant):
        rebuild_all(merchant)

    assert sums(merchant, in_tenant) == after
    assert moments(merchant, in_tenant) == [("night", "2026-06-06", 6), ("noon", "2026-06-05", 17)]


def test_superseded_rows_move_too_so_that_the_past_can_be_asked_again(
    merchant, till, night, in_tenant
):
    load_records(merchant, till, [sale("night", datetime(2026, 6, 6, 0, 30, tzinfo=UTC), 250)])
    change(merchant, day_end_minutes=300)
    redate(merchant)

    with in_tenant(merchant):
        then = MoneyEvent.objects.for_merchant(merchant).known_at(1).get(document="night")
    assert (then.amount_minor, then.business_date) == (100, date(2026, 6, 5))


def test_a_shop_without_sales_has_nothing_to_move(merchant):
    assert change(merchant, day_end_minutes=300) is False
    assert merchant.dated_by == ""
    assert redate(merchant) is False


def test_changing_it_back_and_forth_remembers_the_first_calendar(merchant, night):
    change(merchant, day_end_minutes=300)
    change(merchant, time_zone="UTC")

    assert merchant.dated_by == "Europe/Berlin 0"


def test_publishing_first_brings_the_books_into_line(merchant, till, night, in_tenant):
    change(merchant, day_end_minutes=300)

    load_records(merchant, till, [sale("later", datetime(2026, 6, 7, 1, 0, tzinfo=UTC))])

    assert moments(merchant, in_tenant)[:2] == [
        ("later", "2026-06-06", 3),
        ("night", "2026-06-05", 2),
    ]
    merchant.refresh_from_db()
    assert merchant.dated_by == ""


def test_what_was_staged_before_the_change_is_published_by_the_new_calendar(
    merchant, till, night, in_tenant
):
    stage = Stage(merchant, open_batch(merchant, till))
    frame = pl.DataFrame(
        {
            "document": ["late"],
            "occurred_at": [datetime(2026, 6, 9, 1, 0, tzinfo=UTC)],
            "kind": ["sale"],
            "amount_minor": [5],
        }
    )
    stage.add(frame, pl.DataFrame())
    change(merchant, day_end_minutes=300)

    stage.publish()

    assert ("late", "2026-06-08", 3) in moments(merchant, in_tenant)


def file_of(zone):
    """Two equal lines and a third, as a file tells them: by the clock on the wall."""
    wall = [
        datetime.fromisoformat(text)
        for text in ("2026-06-05T23:30", "2026-06-05T23:30", "2026-06-06T09:00")
    ]
    return pl.DataFrame(
        {
            "document": ["A", "A", "B"],
            "occurred_at": [
                moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for moment in wall
            ],
            "product_name": ["Tea", "Tea", "Cake"],
            "quantity": [1, 1, 2],
            "unit_price": [2.5, 2.5, 3.0],
        }
    )


def test_a_file_keeps_its_wall_clock_and_is_known_again(merchant, in_tenant):
    merchant = change_zone(merchant, "UTC")
    upload = feed_for(merchant, kind="upload", key="columns", name="sales.csv")
    load_frames(merchant, upload, pl.DataFrame(), file_of("UTC"))
    before = sums(merchant, in_tenant)

    change(merchant, time_zone="Europe/Berlin")
    redate(merchant)
    merchant.refresh_from_db()
    again = load_frames(merchant, upload, pl.DataFrame(), file_of("Europe/Berlin"))

    assert (again.loaded, again.duplicates, again.superseded) == (0, 3, 0)
    assert sums(merchant, in_tenant) == before
    with in_tenant(merchant):
        first = LineItem.objects.for_merchant(merchant).filter(document="A").first()
    assert first.occurred_at == datetime(2026, 6, 5, 21, 30, tzinfo=UTC)
    assert (first.business_date, first.hour) == (date(2026, 6, 5), 23)


def test_a_file_can_be_undone_after_the_zone_was_put_right(merchant, in_tenant):
    merchant = change_zone(merchant, "UTC")
    upload = feed_for(merchant, kind="upload", key="columns", name="sales.csv")
    batch = load_frames(merchant, upload, pl.DataFrame(), file_of("UTC"))
    change(merchant, time_zone="Europe/Berlin")

    batches.undo(batch)

    assert moments(merchant, in_tenant) == []
    assert sums(merchant, in_tenant) == [[], []]


def change_zone(merchant, zone):
    merchant.time_zone = zone
    merchant.save(update_fields=["time_zone"])
    return merchant
