"""Pure parts of the metrics: the calendar's buckets, codes, words, export."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lib.period import BusinessCalendar, Period
from insights.metrics import buckets
from insights.metrics.catalog import DIMENSIONS, METRICS
from insights.metrics.codec import decode, dump_figure, encode, load_figure
from insights.metrics.export import json_value, metric_json
from insights.metrics.figure import Figure, Filter, MetricQuery
from insights.metrics.wording import format_figure, part_name

DAY = date(2011, 11, 7)
PERIOD = Period(DAY, date(2011, 11, 13))


def make_figure(value=Decimal("346560.14"), unit="money", **given):
    fields = {
        "id": "fig_0",
        "metric": "net_sales",
        "currency": "GBP" if unit == "money" else None,
        "query": MetricQuery("net_sales", PERIOD),
        "watermark": 3,
        "rows": 7,
        "data_until": datetime(2011, 11, 13, 16, tzinfo=UTC),
        "definition_version": 1,
    } | given
    return Figure(value=value, unit=unit, **fields)


@pytest.mark.parametrize(
    ("figure", "language", "expected"),
    [
        (make_figure(), "en", "£346,560.14"),
        (make_figure(), "de", "346.560,14\xa0£"),
        (make_figure(Decimal("-1804.785")), "en", "−£1,804.79"),
        (make_figure(Decimal("-1804.785")), "de", "−1.804,79\xa0£"),
        (make_figure(Decimal("5.5"), currency="JPY"), "en", "¥6"),
        (make_figure(Decimal("0.0729"), "fraction"), "en", "7.3\u202f%"),
        (make_figure(Decimal("0.0729"), "fraction"), "de", "7,3\u202f%"),
        (make_figure(Decimal("-0.0004"), "fraction"), "en", "0\u202f%"),
        (make_figure(283555, "units"), "en", "283,555"),
        (make_figure(283555, "units"), "de", "283.555"),
        (make_figure(Decimal("2.35697"), "units"), "de", "2,36"),
        (make_figure(None), "en", "–"),
    ],
)
def test_figures_are_written_as_the_language_writes_them(figure, language, expected):
    assert format_figure(figure, language) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("4.12", "+£4.12"), ("-4.12", "−£4.12"), ("0", "£0.00")]
)
def test_a_change_may_show_its_sign(value, expected):
    assert format_figure(make_figure(Decimal(value)), "en", signed=True) == expected


@pytest.mark.parametrize(
    ("by", "key", "language", "expected"),
    [
        ("weekday", "1", "en", "Monday"),
        ("weekday", "7", "de", "Sonntag"),
        ("month", "2011-11", "de", "November 2011"),
        ("quarter", "2011-Q4", "en", "Q4 2011"),
        ("day", "2011-11-07", "en", "Nov 7, 2011"),
        ("customer", "", "de", "Ohne Kunde"),
        ("attribute:size", "", "en", "Without size"),
        ("pair", "A\x1fB", "en", "A + B"),
    ],
)
def test_parts_have_names(by, key, language, expected):
    assert part_name(by, key, language) == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (make_figure(Decimal("479.4748")), "479.47"),
        (make_figure(Decimal("0.07296612"), "fraction"), 0.072966),
        (make_figure(3, "units"), 3),
        (make_figure(Decimal("2.5"), "units"), 2.5),
        (make_figure(Decimal("5.4"), currency="JPY"), "5"),
        (make_figure(None), None),
    ],
)
def test_json_holds_amounts_as_strings_and_counts_as_numbers(figure, expected):
    assert json_value(figure) == expected


def test_a_figure_of_two_currencies_exports_both():
    figure = make_figure(others=(make_figure(Decimal(5), currency="EUR"),))

    assert metric_json(figure) == {
        "metric": "net_sales",
        "unit": "GBP",
        "value": "346560.14",
        "others": [{"unit": "EUR", "value": "5.00"}],
    }


@pytest.mark.parametrize("by", buckets.FILLED)
@given(first=st.dates(date(2000, 1, 1), date(2030, 1, 1)), days=st.integers(0, 800))
def test_buckets_cover_each_day_once(by, first, days):
    last = date.fromordinal(first.toordinal() + days)
    keys = buckets.keys_between(by, first, last)
    bounds = [buckets.bounds_of(by, key) for key in keys]

    assert bounds[0][0] <= first <= bounds[0][1]
    assert bounds[-1][0] <= last <= bounds[-1][1]
    gaps = [(after[0] - before[1]).days for before, after in itertools.pairwise(bounds)]
    assert set(gaps) <= {1}


def test_a_part_of_a_running_period_keeps_the_cut_only_on_its_own_day():
    until = datetime(2011, 11, 9, 13, 5, tzinfo=UTC)
    query = MetricQuery("net_sales", Period(DAY, date(2011, 11, 9), until), by="day")
    calendar = BusinessCalendar("Europe/London")

    parts = [
        buckets.part_query(query, key, "", calendar=calendar)
        for key in ("2011-11-08", "2011-11-09")
    ]

    assert [part.period.until for part in parts] == [None, until]


texts = st.text(max_size=8)
queries = st.builds(
    MetricQuery,
    metric=st.sampled_from(list(METRICS)),
    period=st.builds(
        lambda first, days, until: Period(first, date.fromordinal(first.toordinal() + days), until),
        st.dates(date(2000, 1, 1), date(2030, 1, 1)),
        st.integers(0, 400),
        st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    ),
    filters=st.lists(
        st.builds(
            Filter, texts, st.sampled_from(["is", "is_not", "missing"]), st.lists(texts).map(tuple)
        )
    ).map(tuple),
    by=st.one_of(st.none(), st.sampled_from(list(DIMENSIONS))),
    order=st.sampled_from(["key", "value", "-value"]),
    limit=st.one_of(st.none(), st.integers(1, 9)),
    time_from=st.one_of(st.none(), st.integers(0, 1440)),
    sold_only=st.booleans(),
    currency=st.sampled_from([None, "EUR"]),
    having=st.sampled_from([None, (">=", "12.50"), ("<", "3")]),
    counts_parts=st.booleans(),
)


@given(query=queries)
def test_a_query_survives_being_written_down(query):
    assert decode(encode(query)) == query


@pytest.mark.parametrize("value", [Decimal("346560.14"), Decimal(12), 3, None])
@pytest.mark.parametrize("unit", ["money", "units"])
def test_a_figure_survives_being_written_down(value, unit):
    figure = make_figure(
        value, unit, others=(make_figure(),), of=(make_figure(how="change", days=3),)
    )

    assert load_figure(dump_figure(figure)) == figure
