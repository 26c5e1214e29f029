"""The arithmetic of a change taken apart: nothing left over, whatever is zero, new, gone or negative."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from insights.metrics.decompose import by_factors, by_factors_of_parts, log_mean, rounded, within

CENTS = st.integers(0, 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
SIGNED = st.integers(-(10**9), 10**9).map(lambda minor: Decimal(minor).scaleb(-2))
COUNTS = st.integers(0, 10**5).map(Decimal)
NEARLY = Decimal("1e-9")
ZERO = Decimal(0)


def divided(upper, lower):
    return upper / lower if lower else ZERO


def chain(gross, count, units):
    """Return number, items each and price of an item: the factors of gross sales."""
    return count, divided(units, count), divided(gross, units)


SIDES = st.tuples(CENTS, COUNTS, COUNTS).map(lambda side: (side[0], chain(*side)))


def pairs(now, then):
    return (now[0], then[0]), list(zip(now[1], then[1], strict=True))


@settings(deadline=None)
@given(now=SIDES, then=SIDES)
def test_the_terms_are_the_change(now, then):
    terms = by_factors(*pairs(now, then))

    assert abs(sum(terms.all) - (now[0] - then[0])) < NEARLY


@settings(deadline=None)
@given(now=SIDES, then=SIDES)
def test_swapping_the_periods_turns_every_sign(now, then):
    there, back = by_factors(*pairs(now, then)), by_factors(*pairs(then, now))

    assert all(
        abs(one + other) < NEARLY for one, other in zip(there.effects, back.effects, strict=True)
    )
    assert (there.new, there.vanished, there.other) == (-back.vanished, -back.new, -back.other)


@settings(deadline=None)
@given(now=CENTS, factors=st.tuples(COUNTS, COUNTS))
def test_what_was_not_there_is_new_and_what_is_not_there_has_vanished(now, factors):
    nothing = (ZERO, ZERO)
    appeared = by_factors((now, ZERO), list(zip(factors, nothing, strict=True)))
    gone = by_factors((ZERO, now), list(zip(nothing, factors, strict=True)))

    assert (appeared.effects, appeared.new) == ((ZERO, ZERO), now)
    assert (gone.effects, gone.vanished) == ((ZERO, ZERO), -now)


@pytest.mark.parametrize(("now", "then"), [("-3", "5"), ("5", "-3"), ("-1", "-2"), ("-1", "-1")])
def test_what_is_negative_stands_apart(now, then):
    one, other = Decimal(now), Decimal(then)

    terms = by_factors((one, other), [(one, other)])

    assert (terms.other, terms.effects) == (one - other, (ZERO,))


def test_two_empty_sides_change_nothing():
    assert not any(by_factors((ZERO, ZERO), [(ZERO, ZERO)] * 3).all)


def test_one_factor_alone_makes_all_of_the_change():
    ten, twenty = Decimal(10), Decimal(20)

    terms = by_factors((twenty * 4, ten * 4), [(twenty, ten), (Decimal(4), Decimal(4))])

    assert [term.quantize(NEARLY) for term in terms.effects] == [40, 0]


@settings(deadline=None)
@given(sides=st.lists(st.tuples(SIDES, SIDES), max_size=12))
def test_a_sum_of_products_is_taken_apart_part_by_part(sides):
    terms = by_factors_of_parts((pairs(now, then) for now, then in sides), 3)

    assert abs(sum(terms.all) - sum(now[0] - then[0] for now, then in sides)) < NEARLY


@settings(deadline=None)
@given(
    total=st.tuples(CENTS, CENTS),
    counts=st.tuples(COUNTS, COUNTS),
    first=st.tuples(COUNTS, COUNTS),
)
def test_a_factors_own_terms_add_up_to_what_it_makes(total, counts, first):
    """The number of sales is a sum over weekdays: their terms, as money, are what the number makes."""
    assume(all([*total, *counts]))
    effect = by_factors(total, [counts, (total[0] / counts[0], total[1] / counts[1])]).effects[0]
    rest = (counts[0] - first[0], counts[1] - first[1])
    one = Decimal(1)
    terms = by_factors_of_parts(
        ((part, [part, (one, one)]) for part in (first, rest)),
        2,
    )

    own = within(total, counts, terms)

    assert abs(sum(own.all) - effect) < max(NEARLY, abs(effect) * Decimal("1e-15"))


@settings(deadline=None)
@given(one=CENTS, other=CENTS)
def test_the_logarithmic_mean_lies_between(one, other):
    assume(one and other)

    mean = log_mean(one, other)

    slack = max(one, other) * Decimal("1e-15")
    assert min(one, other) - slack <= mean <= max(one, other) + slack
    assert abs(mean - log_mean(other, one)) < NEARLY


@settings(deadline=None)
@given(now=SIDES, then=SIDES)
def test_rounded_terms_are_the_change_to_the_cent(now, then):
    terms = by_factors(*pairs(now, then)).all
    change = now[0] - then[0]

    found = rounded(terms, change)

    assert sum(found) == change
    assert all(abs(one - other) <= Decimal("0.01") for one, other in zip(found, terms, strict=True))


@settings(deadline=None)
@given(now=SIDES, then=SIDES)
def test_rounding_the_opposite_change_gives_the_opposite(now, then):
    terms, change = by_factors(*pairs(now, then)).all, now[0] - then[0]

    there = rounded(terms, change)

    assert rounded([-term for term in terms], -change) == tuple(-term for term in there)


@settings(deadline=None)
@given(parts=st.lists(SIGNED, min_size=1, max_size=9), digits=st.sampled_from([0, 1, 2, 3]))
def test_rounding_keeps_sums_in_every_currency(parts, digits):
    total = sum(parts).quantize(Decimal(1).scaleb(-digits))
    spread = [part * total / sum(parts) if sum(parts) else ZERO for part in parts]
    assume(sum(parts))

    assert sum(rounded(spread, total, digits)) == total


def test_terms_of_another_total_are_not_rounded_onto_it():
    with pytest.raises(ValueError, match="not the parts"):
        rounded([Decimal(1), Decimal(2)], Decimal(9))
