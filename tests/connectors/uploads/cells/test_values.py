"""Texts of a column as numbers, moments and references."""

from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.uploads.cells.profile import profile
from connectors.uploads.cells.values import (
    parse_moments,
    parse_numbers,
    plain_reference,
    to_instants,
)
from edge.lib.period import BusinessCalendar


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("1234.50", False, "1234.50"),
        ("1,234.50", False, "1234.50"),
        ("1.234,50", True, "1234.50"),
        ("1 234,50 €", True, "1234.50"),
        ("1'234.50", False, "1234.50"),
        ("€ 12.00", False, "12.00"),
        ("$58.50", False, "58.50"),
        ("EUR 3,20", True, "3.20"),
        ("(3.20)", False, "-3.20"),
        ("3.20-", False, "-3.20"),
        ("−3,20", True, "-3.20"),
        ("+3.20", False, "3.20"),
        (".5", False, "0.5"),
        ("n/a", False, None),
        ("Table 16", False, None),
        ("unknown 16", False, None),
        ("1.2.3", False, None),
        ("", False, None),
    ],
)
def test_numbers_are_read_in_the_spellings_of_files(text, comma, value):
    [found] = parse_numbers(pl.Series([text]), decimal_comma=comma)

    assert found == (None if value is None else Decimal(value))


@given(st.lists(st.decimals("-99999", "99999", places=2), min_size=1, max_size=30), st.booleans())
@settings(max_examples=100, deadline=None)
def test_numbers_survive_writing_and_reading(values, german):
    texts = [f"{value:,.2f}" for value in values]
    if german:
        texts = [text.replace(",", " ").replace(".", ",").replace(" ", ".") for text in texts]
    column = pl.Series(texts)

    found = profile(column)

    assert found.decimal_comma is german
    assert parse_numbers(column, decimal_comma=found.decimal_comma).to_list() == values


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2010-12-01 08:26:00", "ymd", "2010-12-01 08:26:00"),
        ("2010-12-01T08:26", "ymd", "2010-12-01 08:26:00"),
        ("31.12.2026", "dmy", "2026-12-31 00:00:00"),
        ("31.12.26 14:05", "dmy", "2026-12-31 14:05:00"),
        ("12/31/26 9:58 PM", "mdy", "2026-12-31 21:58:00"),
        ("31 Dec 2026", "dmy", "2026-12-31 00:00:00"),
        ("31. Dezember 2026", "dmy", "2026-12-31 00:00:00"),
        ("December 31, 2026", "mdy", "2026-12-31 00:00:00"),
        ("20261231", "ymd", "2026-12-31 00:00:00"),
    ],
)
def test_moments_are_read_in_the_spellings_of_files(text, order, moment):
    column = pl.Series([text] * 3)
    moments = profile(column).moments

    assert list(moments) == [order]
    assert str(parse_moments(column, moments[order])[0]) == moment


def test_a_moment_with_an_offset_is_an_instant():
    column = pl.Series(["2026-03-14 05:11:30 +0200"] * 3)

    found = parse_moments(column, profile(column).moments["ymd"])

    assert found[0] == datetime(2026, 3, 14, 3, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["17850", "12.50", "Tea", "Main St", "4.50", "2-1864", "10:30"])
def test_what_is_no_day_is_not_taken_for_one(text):
    assert not profile(pl.Series([text] * 5)).is_moment


@given(
    st.integers(1_577_836_800, 1_893_456_000),
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
    ),
)
@settings(max_examples=200, deadline=None)
def test_local_moments_become_the_instants_of_the_calendar(second, zone):
    local = datetime.fromtimestamp(second, UTC).replace(tzinfo=None)
    frame = pl.DataFrame({"local": [local]}, schema={"local": pl.Datetime("us")})

    [found] = frame.select(to_instants(pl.col("local"), zone)).to_series()

    expected = BusinessCalendar(zone).local(local).astimezone(UTC)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "reference"), [("17850.0", "17850"), (" A1 ", "A1"), ("1.50", "1.50")]
)
def test_references_lose_what_a_spreadsheet_added(text, reference):
    assert pl.DataFrame({"t": [text]}).select(plain_reference(pl.col("t")))["t"][0] == reference
