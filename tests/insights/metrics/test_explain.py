"""Why a number changed: factors, movers and earlier changes from real books; every sum holds to the cent."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from edge.facts.records import Circumstances, LineRecord, RefundRecord, SaleRecord
from edge.lib.period import Period
from insights.metrics.again import recompute
from insights.metrics.explain import EXPLAINED, explain
from insights.metrics.figure import Filter, How, MetricQuery
from insights.metrics.like_changes import pairs_before, step_of
from insights.metrics.query import measure, measure_many
from insights.metrics.receipt import receipt_for, token
from insights.metrics.receipt_words import HOW, say
from insights.metrics.tokens import recipe_of
from tests.insights.metrics.books import keep

THEN = Period(date(2026, 6, 1), date(2026, 6, 7))
NOW = Period(date(2026, 6, 8), date(2026, 6, 14))
NET = MetricQuery("net_sales", NOW)
TOP = ("by_count", "by_items", "by_price_mix")


def line(product, quantity, price, **more):
    return LineRecord(
        product=product, quantity=Decimal(quantity), unit_price=Decimal(price), **more
    )


def at(day, hour=10):
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def sale(number, day, *lines, hour=10, **who):
    return SaleRecord(
        document=str(number),
        occurred_at=at(day, hour),
        lines=list(lines),
        circumstances=Circumstances(**who),
    )


def refund(number, day, *lines):
    return RefundRecord(document=f"R{number}", occurred_at=at(day), lines=list(lines))


@pytest.fixture
def shop(make_merchant):
    return make_merchant(currency="EUR", country="DE", time_zone="UTC")


@pytest.fixture
def why(shop, in_tenant):
    def once(records=(), query=NET, then=THEN, **more):
        if records:
            keep(shop, list(records))
            shop.refresh_from_db()
        with in_tenant(shop):
            return explain(shop, (query, query.during(then)), **more)

    return once


def values(told):
    return {how: figure.value for how, figure in told.factors.items()}


def figures_of(told):
    split = [] if told.split is None else [mover.change for mover in told.split.movers]
    rest = [told.split.rest] if told.split and told.split.rest else []
    usual = [told.usual.past, told.usual.as_large] if told.usual else []
    return [*told.factors.values(), *split, *rest, *usual]


def chance(seed):
    """Return two weeks of a small shop as chance has it: other prices, new and vanished products, refunds, gaps."""
    pick = random.Random(seed)
    records = []
    for number in range(pick.randint(3, 25)):
        day = pick.randint(1, 14)
        names = [f"P{pick.randint(1, 4) + (day > 7) * pick.randint(0, 2)}" for _ in range(3)]
        lines = [
            line(
                name,
                pick.choice(["1", "2", "0.5", "3.25"]),
                f"{pick.randint(1, 2000) / 100:.2f}",
                category=pick.choice(["", "A", "B"]),
                attributes=pick.choice([{}, {"size": "L"}, {"size": "S"}]),
            )
            for name in names[: pick.randint(1, 3)]
        ]
        if pick.random() < 0.2:
            records.append(refund(number, day, lines[0]))
            continue
        who = {
            "customer": pick.choice([None, "ada", "bo", "cy"]),
            "location": pick.choice(["", "North", "South"]),
            "staff": pick.choice(["", "Ida", "Joe"]),
            "country": pick.choice(["", "FR"]),
        }
        records.append(sale(number, day, *lines, hour=pick.randint(8, 19), **who))
    return records


@pytest.mark.parametrize("seed", range(12))
def test_factors_and_refunds_are_the_whole_change_and_so_is_every_split(why, seed):
    records = chance(seed)
    told = why(records)
    net = told.change.change.value
    found = values(told)

    if told.beside["gross_sales"].now.value and told.beside["gross_sales"].then.value:
        back = told.beside["refunds"].change.value
        assert sum(found[how] for how in TOP) - back == net
        assert found["by_days"] + found["by_pace"] == found["by_count"]
        assert found["by_price"] + found["by_mix"] == found["by_price_mix"]
    else:
        assert found == {}
    for by in {*([told.split.by] if told.split else []), *told.further}:
        split = why(by=by).split
        rest = split.rest.value if split.rest else 0
        assert split.by == by
        assert sum(mover.change.value for mover in split.movers) + rest == net


@pytest.mark.parametrize("seed", range(6))
def test_swapping_the_periods_turns_every_number(why, seed):
    there = why(chance(seed))
    back = why(query=NET.during(THEN), then=NOW)

    assert values(back) == {how: -value for how, value in values(there).items()}
    assert back.further == there.further
    if there.split:
        assert [(m.key, -m.change.value) for m in back.split.movers] == [
            (m.key, m.change.value) for m in there.split.movers
        ]


@pytest.mark.parametrize("seed", range(4))
def test_a_receipt_computes_each_number_again(why, shop, in_tenant, seed):
    told = why(chance(seed))

    with in_tenant(shop):
        for figure in figures_of(told):
            again = recompute(shop, recipe_of(figure), watermark_now=shop.last_batch)
            receipt = receipt_for(shop, token(shop, figure), "en")
            assert (again, receipt.figure, receipt.changed) == (figure, figure, "")
            assert receipt.lines[-1].kind == "total"


@pytest.mark.parametrize("metric", sorted(EXPLAINED))
def test_each_explained_metric_adds_up(why, metric):
    told = why(chance(3), replace(NET, metric=metric))
    change = told.change.change.value

    top = [how for how in (*TOP, "by_average") if how in told.factors]
    if metric == "average_sale":
        assert sum(values(told)[how] for how in top) == round(change, 2)
    elif metric in {"gross_sales", "units", "sales_count"}:
        assert sum(values(told)[how] for how in top) == change
    if told.split:
        rest = told.split.rest.value if told.split.rest else 0
        assert sum(mover.change.value for mover in told.split.movers) + rest == change


def test_more_sales_of_the_same_are_only_more_sales(why):
    told = why(
        [sale(n, day, line("Tea", 2, "3.00")) for n, day in enumerate([1, 1, 2, 8, 8, 8, 9, 9])]
    )

    assert values(told) == {
        "by_count": Decimal("12.00"),
        "by_items": 0,
        "by_price_mix": 0,
        "by_days": 0,
        "by_pace": Decimal("12.00"),
        "by_price": 0,
        "by_mix": 0,
    }


def test_the_example_of_the_page_about_it(why):
    records = [sale(n, n, line("Tea", 1, "3.00")) for n in (1, 2)]
    records += [sale(n, n, line("Tea", 2, "3.50")) for n in (8, 9, 10)]

    assert [values(why(records))[how] for how in TOP] == [
        Decimal("4.85"),
        Decimal("8.30"),
        Decimal("1.85"),
    ]


def test_a_dearer_product_is_a_matter_of_price_and_a_dearer_choice_one_of_mix(why):
    dearer = why([sale(1, 1, line("Tea", 1, "3.00")), sale(2, 8, line("Tea", 1, "4.00"))])
    assert (values(dearer)["by_price"], values(dearer)["by_mix"]) == (Decimal("1.00"), 0)


def test_a_dearer_choice_is_a_matter_of_mix(why):
    records = [
        sale(1, 1, line("Tea", 3, "3.00"), line("Wine", 1, "9.00")),
        sale(2, 8, line("Tea", 1, "3.00"), line("Wine", 3, "9.00")),
    ]
    assert values(why(records))["by_price"] == 0


def test_a_new_product_is_no_matter_of_price(why):
    records = [
        sale(1, 1, line("Tea", 1, "3.00")),
        sale(2, 8, line("Tea", 1, "3.00"), line("Cake", 1, "5.00")),
    ]
    told = why(records, by="product")

    assert values(told)["by_price"] == 0
    assert [(m.label, m.change.value) for m in told.split.movers] == [("Cake", Decimal("5.00"))]


def test_a_size_has_a_price_of_its_own(why):
    records = [
        sale(1, 1, line("Tea", 1, "3.00", attributes={"size": "S"})),
        sale(2, 1, line("Tea", 1, "5.00", attributes={"size": "L"})),
        sale(3, 8, line("Tea", 1, "3.00", attributes={"size": "S"})),
        sale(4, 8, line("Tea", 2, "5.00", attributes={"size": "L"})),
    ]
    assert values(why(records))["by_price"] == 0


def test_one_more_day_of_trade_is_the_calendars(why):
    told = why([sale(day, day, line("Tea", 1, "3.00")) for day in (1, 2, 8, 9, 13)])

    assert values(told)["by_days"] == Decimal("3.00")
    assert values(told)["by_pace"] == 0
    assert (told.days.now.value, told.days.then.value) == (3, 2)
    assert (told.days.more, told.days.fewer) == (("6",), ())


def test_a_day_on_which_a_product_is_not_sold_is_no_closed_day(why):
    records = [
        sale(1, 1, line("Tea", 1, "3.00")),
        sale(2, 2, line("Tea", 1, "3.00")),
        sale(3, 8, line("Tea", 1, "3.00")),
        sale(4, 9, line("Cake", 1, "3.00")),
    ]
    told = why(records, NET.where(Filter("product", "is", ("Tea",))))

    assert told.days is None
    assert (values(told)["by_days"], values(told)["by_pace"]) == (0, Decimal("-3.00"))


@pytest.mark.parametrize("day", [1, 8])
def test_a_week_without_a_sale_has_no_factors_but_still_adds_up(why, day):
    told = why([sale(1, day, line("Tea", 1, "3.00")), sale(2, day, line("Cake", 1, "4.00"))])

    assert told.factors == {}
    assert told.usual is None
    assert abs(sum(mover.change.value for mover in told.split.movers)) == 7


def test_empty_books_have_nothing_to_explain(why):
    told = why()

    assert (told.change.change.value, told.factors, told.split, told.usual) == (0, {}, None, None)


def test_totals_without_lines_have_an_average_but_no_items(why, shop):
    records = [
        SaleRecord(document=str(n), occurred_at=at(day), lines=[], amount_minor=amount)
        for n, (day, amount) in enumerate([(1, 500), (8, 700), (9, 900)])
    ]
    told = why(records)

    assert set(told.factors) == {"by_count", "by_average", "by_days", "by_pace"}
    assert values(told)["by_count"] + values(told)["by_average"] == Decimal("11.00")


def test_two_currencies_have_no_common_factors(why):
    records = [
        sale(1, 1, line("Tea", 1, "3.00")),
        sale(2, 8, line("Tea", 1, "4.00")),
        replace(sale(3, 8, line("Tea", 1, "9.00")), currency="GBP"),
    ]
    told = why(records)

    assert told.factors == {}
    assert told.change.change.value == Decimal("1.00")


def test_what_a_reader_may_not_see_splits_nothing(why):
    records = [
        sale(1, 1, line("Tea", 1, "3.00"), staff="Ida"),
        sale(2, 1, line("Tea", 1, "3.00"), staff="Joe"),
        sale(3, 8, line("Tea", 1, "3.00"), staff="Joe"),
    ]
    told = why(records, by="staff", hidden={"staff"})

    assert "staff" not in (told.further, told.split and told.split.by)
    assert why(by="staff").split.by == "staff"


def test_groups_of_customers_are_named(why):
    records = [
        sale(1, 1, line("Tea", 1, "3.00"), customer="ada"),
        sale(2, 8, line("Tea", 1, "3.00"), customer="ada"),
        sale(3, 8, line("Tea", 2, "3.00"), customer="bo"),
        sale(4, 9, line("Tea", 5, "3.00")),
    ]
    split = why(records, by="customer_group").split

    # In the week before, ada was new herself.
    assert {mover.key: mover.change.value for mover in split.movers} == {
        "": Decimal("15.00"),
        "new": Decimal("3.00"),
        "returning": Decimal("3.00"),
    }


def weeks(amounts):
    """Return one sale a week, the last one in the week of NOW."""
    start = at(8) - timedelta(weeks=len(amounts) - 1)
    return [
        SaleRecord(
            document=str(n),
            occurred_at=start + timedelta(weeks=n),
            lines=[line("Tea", 1, amount)],
        )
        for n, amount in enumerate(amounts)
    ]


def test_a_change_is_counted_among_earlier_ones(why):
    told = why(weeks([10, 20, 10, 11, 10, 11, 10, 11, 10, 11, 10, 13]))

    assert (told.usual.step, told.usual.past.value, told.usual.as_large.value) == ("week", 10, 2)
    assert told.usual.is_usual


def test_a_change_larger_than_any_before_is_not_usual(why):
    told = why(weeks([10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 30]))

    assert (told.usual.as_large.value, told.usual.is_usual) == (0, False)


def test_a_short_history_does_not_say_what_is_usual(why):
    assert why(weeks([10, 11, 10, 11, 12])).usual is None


def test_a_running_week_is_counted_among_weeks_cut_at_the_same_time(why):
    late = timedelta(hours=3)
    records = weeks([10] * 12)
    records += [
        replace(one, document=f"L{one.document}", occurred_at=one.occurred_at + late)
        for one in records
    ]
    until = at(8, 11)
    now = Period(date(2026, 6, 8), date(2026, 6, 8), until)
    then = Period(date(2026, 6, 1), date(2026, 6, 1), until - timedelta(days=7))

    told = why(records, NET.during(now), then)

    assert (told.change.now.value, told.change.then.value) == (10, 10)
    assert (told.usual.past.value, told.usual.as_large.value) == (10, 10)


DAY = timedelta(days=1)
STEPS = [
    ((2026, 6, 8), (2026, 6, 14), (2026, 6, 1), (2026, 6, 7), "week", (2026, 6, 1), (2026, 6, 7)),
    ((2026, 6, 9), (2026, 6, 9), (2026, 6, 2), (2026, 6, 2), "day", (2026, 6, 2), (2026, 6, 2)),
    ((2026, 3, 1), (2026, 3, 31), (2026, 2, 1), (2026, 2, 28), "month", (2026, 2, 1), (2026, 2, 28)),
    ((2026, 4, 1), (2026, 6, 30), (2026, 1, 1), (2026, 3, 31), "quarter", (2026, 1, 1), (2026, 3, 31)),
    ((2026, 6, 1), (2026, 6, 30), (2025, 6, 1), (2025, 6, 30), "month", (2026, 5, 1), (2026, 5, 31)),
    ((2026, 6, 5), (2026, 6, 24), (2026, 5, 16), (2026, 6, 4), "span", (2026, 5, 16), (2026, 6, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "first0", "last0", "step", "moved0", "moved1"), STEPS)
def test_periods_move_back_by_their_own_kind(first, last, first0, last0, step, moved0, moved1):
    now, then = Period(date(*first), date(*last)), Period(date(*first0), date(*last0))

    [pair, *_] = pairs_before(now, then, since=date(2020, 1, 1))

    assert step_of(now, then)[0] == step
    assert (pair[0].first, pair[0].last) == (date(*moved0), date(*moved1))


def test_lines_that_are_shared_give_the_same_answers(shop, in_tenant):
    keep(shop, chance(5))
    of_p2 = Filter("product", "is", ("P2",))
    queries = [
        MetricQuery(metric, period).where(of_p2)
        for metric in ("net_sales", "units", "sales_count", "customers", "average_sale")
        for period in (NOW, THEN)
    ]

    with in_tenant(shop):
        together = measure_many(shop, queries)
        alone = [measure(shop, query) for query in queries]

    assert together == alone


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("how", [how for how in get_args(How) if how != "measured"])
def test_every_way_to_compute_is_told_in_every_language(how, language):
    assert say(language, how, name="X")
    assert HOW[language][how].endswith(".")
