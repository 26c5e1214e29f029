"""Sums and products between columns, and which rates of tax explain a column."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.uploads.understanding.ledger import Ledger
from connectors.uploads.understanding.rates import fit_rates

cents = st.integers(-99_999, 99_999)
RNG = np.random.default_rng(7)


def ledger(**columns):
    return Ledger({name: np.array(values, dtype=float) for name, values in columns.items()})


def amounts(count=40, most=5_000):
    return RNG.integers(100, most, count) / 100


@given(st.lists(st.tuples(cents, cents), min_size=8, max_size=60), st.sampled_from([1, -1]))
@settings(max_examples=60, deadline=None)
def test_a_sum_that_the_cents_keep_is_found_whatever_its_sign(rows, sign):
    part = [a / 100 for a, _b in rows]
    term = [b / 100 for _a, b in rows]
    whole = [round(a + sign * b, 2) for a, b in zip(part, term, strict=True)]

    found = ledger(whole=whole, part=part).difference("whole", "part", [])
    holds = ledger(whole=whole, part=part, term=term).difference("whole", "part", ["term"])

    used = [one for one in zip(whole, part, strict=True) if one != (0, 0)]
    if len(used) < 3:
        assert holds is None
    elif found is None or found.share <= 0.999:
        assert holds is not None
        assert holds.terms in ((("term", sign),), ())


def test_two_terms_are_found_where_each_is_needed():
    part, tax, tip = amounts(), amounts(most=900), amounts(most=500) * (np.arange(40) % 2)

    holds = ledger(total=part + tax + tip, net=part, tax=tax, tip=tip).difference(
        "total", "net", ["tax", "tip"]
    )

    assert holds.terms == (("tax", 1), ("tip", 1))
    assert (holds.share, holds.rows) == (1.0, 40)


def test_a_term_that_explains_nothing_is_left_out():
    part, tax = amounts(), amounts(most=900)
    noise = amounts() * (np.arange(40) == 3)

    holds = ledger(total=part + tax, net=part, tax=tax, odd=noise).difference(
        "total", "net", ["tax", "odd"]
    )

    assert holds.terms == (("tax", 1),)


def test_columns_that_have_nothing_to_do_with_each_other_have_no_sum():
    assert ledger(a=amounts(), b=amounts(), c=amounts()).sums == []


def test_a_few_broken_rows_do_not_hide_a_sum_but_half_of_them_do():
    part, tax = amounts(), amounts(most=900)
    one_wrong, half_wrong = part + tax, part + tax
    one_wrong[5] += 1
    half_wrong[::2] += 1

    assert ledger(w=one_wrong, p=part, t=tax).difference("w", "p", ["t"]).terms == (("t", 1),)
    assert ledger(w=half_wrong, p=part, t=tax).difference("w", "p", ["t"]) is None


def test_empty_cells_tell_nothing_about_a_product():
    quantity = [2, 3, float("nan"), 4, 5, 2, 6]
    price = [1.25, 2.4, 3.1, float("nan"), 1.99, 4.5, 0.7]
    amount = [2.5, 7.2, 9.3, 8.0, 9.95, 9.0, 4.2]

    [found] = ledger(quantity=quantity, price=price, amount=amount).products

    assert (found.quantity, found.price, found.amount) == ("quantity", "price", "amount")
    assert (found.share, found.rows) == (1.0, 5)


@pytest.mark.parametrize(("scale", "of"), [(1.0, 1), (100.0, 100), (0.01, 0.01)])
def test_a_product_is_found_in_other_units(scale, of):
    quantity = RNG.integers(2, 9, 40)
    price = RNG.integers(110, 990, 40) / (1 if of == 0.01 else 100)

    [found] = ledger(q=quantity, p=price, a=np.round(quantity * price * of, 2)).products

    assert (found.quantity, found.price, found.scale) == ("q", "p", scale)


def test_single_pieces_prove_no_product():
    assert ledger(q=np.ones(40), p=(p := amounts()), a=p).products == []


def test_refunds_keep_a_product_with_either_sign():
    quantity = RNG.integers(2, 9, 40) * np.where(np.arange(40) % 5, 1, -1)
    price = amounts()

    [found] = ledger(q=quantity, p=price, a=np.abs(np.round(quantity * price, 2))).products

    assert found.share == 1


@pytest.mark.parametrize("rates", [[19], [7, 19], [5.5, 10, 20], [8.875], [25.5, 14, 10]])
def test_tax_is_told_to_be_inside_or_on_top(rates):
    amount = amounts(200)
    rate = np.array(rates)[np.arange(200) % len(rates)]

    on_top = fit_rates(np.round(amount * rate / 100, 2), amount)
    inside = fit_rates(np.round(amount * rate / (100 + rate), 2), amount)

    assert on_top.leaning < -1
    assert inside.leaning > 1


def test_any_amounts_are_no_tax():
    assert fit_rates(amounts(200, 900), amounts(200)).leaning == 0


def test_without_taxed_rows_nothing_leans():
    assert fit_rates(np.zeros(20), amounts(20)).leaning == 0
