"""Factors and movers as figures, from any two sides that chance makes up: they sum to the change, to the cent."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edge.lib.period import BusinessCalendar
from insights.metrics import derive
from insights.metrics.contributions import Sides, split_by
from insights.metrics.factors import factors_of
from insights.metrics.figure import Comparison, MetricQuery
from insights.metrics.ground import Sold, Weekday
from tests.insights.metrics.test_values import PERIOD, make_figure

ZERO = Decimal(0)
MERCHANT = SimpleNamespace(pk=1, calendar=BusinessCalendar("Europe/London"))
CENTS = st.one_of(st.just(ZERO), st.integers(1, 10**7).map(lambda n: Decimal(n).scaleb(-2)))
UNITS = st.one_of(st.just(ZERO), st.integers(1, 9999).map(lambda n: Decimal(n).scaleb(-1)))
# One variant's gross sales, refunds and units; half of them are missing on one side.
SOLD = st.one_of(st.none(), st.builds(Sold, CENTS, CENTS, UNITS))
PRODUCTS = st.dictionaries(st.integers(1, 9), st.tuples(SOLD, SOLD), max_size=9)
COUNTS = st.integers(0, 300)
DAYS = st.integers(0, 6)
WEEKDAYS = st.dictionaries(
    st.sampled_from("1234567"), st.tuples(COUNTS, COUNTS, DAYS, DAYS), min_size=1
)


def figures(metric, unit, now, then):
    """Return a number of two periods as figures."""
    return [
        make_figure(
            value,
            unit,
            id=f"{metric}{side}",
            metric=metric,
            query=MetricQuery(metric, PERIOD),
        )
        for side, value in (("1", now), ("0", then))
    ]


def side_of(products, place):
    return {(key, ""): pair[place] for key, pair in products.items() if pair[place] is not None}


def ground_of(products, weekdays):
    return SimpleNamespace(
        products=(side_of(products, 0), side_of(products, 1)),
        weekdays={
            key: Weekday(
                (Decimal(sales), Decimal(before)),
                (Decimal(days or (sales > 0)), Decimal(earlier or (before > 0))),
            )
            for key, (sales, before, days, earlier) in weekdays.items()
        },
    )


def totals(ground):
    gross, units = (
        [sum((getattr(sold, name) for sold in side.values()), ZERO) for side in ground.products]
        for name in ("gross", "units")
    )
    sales = [sum(int(day.sales[side]) for day in ground.weekdays.values()) for side in (0, 1)]
    return gross, sales, units


def leaves_of(ground):
    gross, sales, units = totals(ground)
    return [
        *figures("gross_sales", "money", *gross),
        *figures("sales_count", "sales", *sales),
        *figures("units", "units", *units),
    ]


@settings(deadline=None)
@given(products=PRODUCTS, weekdays=WEEKDAYS)
def test_factors_sum_to_the_change_to_the_cent(products, weekdays):
    ground = ground_of(products, weekdays)
    gross, sales, units = totals(ground)

    found = {how: f.value for how, f in factors_of(MERCHANT, leaves_of(ground), ground).items()}

    if not all([*gross, *sales, *units]):
        assert found == {}
        return
    assert (
        sum(found[how] for how in ("by_count", "by_items", "by_price_mix")) == gross[0] - gross[1]
    )
    assert found["by_days"] + found["by_pace"] == found["by_count"]
    assert found["by_price"] + found["by_mix"] == found["by_price_mix"]
    assert all(value == round(value, 2) for value in found.values())


@settings(deadline=None)
@given(products=PRODUCTS, weekdays=WEEKDAYS)
def test_swapping_the_periods_negates_every_factor(products, weekdays):
    back = {key: (then, now) for key, (now, then) in products.items()}
    back_days = {key: (b, a, d, c) for key, (a, b, c, d) in weekdays.items()}
    there, again = ground_of(products, weekdays), ground_of(back, back_days)

    one = {how: f.value for how, f in factors_of(MERCHANT, leaves_of(there), there).items()}
    other = {how: f.value for how, f in factors_of(MERCHANT, leaves_of(again), again).items()}

    assert other == {how: -value for how, value in one.items()}


@settings(deadline=None)
@given(products=PRODUCTS, weekdays=WEEKDAYS, ten=st.integers(2, 9))
def test_the_same_prices_make_nothing_of_a_change(products, weekdays, ten):
    priced = {
        key: tuple(
            side and replace(side, gross=side.units * ten if side.units else ZERO) for side in pair
        )
        for key, pair in products.items()
    }
    ground = ground_of(priced, weekdays)
    found = factors_of(MERCHANT, leaves_of(ground), ground)
    assume(found)

    assert found["by_price"].value == 0


@settings(deadline=None)
@given(parts=st.dictionaries(st.text("abc", min_size=1, max_size=3), st.tuples(CENTS, CENTS)))
def test_movers_and_the_rest_sum_to_the_change(parts):
    def shown(keys):
        return [(key, *figures(key, "money", *parts[key])) for key in keys]

    now, then = (sum((pair[side] for pair in parts.values()), ZERO) for side in (0, 1))
    whole = figures("net_sales", "money", now, then)
    change = derive.change(MERCHANT, *whole)
    compared = Comparison(*whole, change, derive.growth(MERCHANT, *whole))

    split = split_by(MERCHANT, compared, Sides("product", parts, shown))

    rest = split.rest.value if split.rest else ZERO
    assert sum((mover.change.value for mover in split.movers), ZERO) + rest == now - then
    assert len(split.movers) <= 8
    sizes = [abs(mover.change.value) for mover in split.movers]
    assert sizes == sorted(sizes, reverse=True)
