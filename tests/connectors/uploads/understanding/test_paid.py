"""What was paid for goods, from small tables: discounts, tips, taxes and postage, inside or beside."""

import pytest

from connectors.uploads.interpreting.reading import Said
from connectors.uploads.understanding.look import Shop
from tests.connectors.uploads.understanding.tables import fields, keys, paid, read

PRICES = {"Tea": 2.5, "Coffee": 3.2, "Cake": 4.9, "Soup": 7.1, "Juice": 1.8}
US = Shop("USD", "US")


def lines(row, count=24):
    """Return lines of receipts of two; row gets the item, the quantity, the price, the discount, the product."""
    written = []
    for at in range(count):
        item, price = list(PRICES.items())[at % 5]
        quantity, off = at % 4 + 1, 0.5 * (at % 3)
        begin = f"2026-04-{at // 2 + 1:02d} | {1000 + at // 2} | {item} | {quantity}"
        written.append(f"{begin} | {row(price, off, quantity * price)}")
    return written


def receipts(row, count=14):
    """Return receipts; row gets goods without tax, their tax of 19 %, a tip of some, postage of some."""
    written = []
    for at in range(count):
        net, tip, postage = 10.37 + at * 1.53, 1.0 * (at % 3), 4.9 * (at % 2)
        tax = round(net * 0.19, 2)
        begin = f"2026-04-{at + 1:02d} 10:{at:02d} | {1000 + at}"
        written.append(f"{begin} | {row(net, tax, tip, postage)}")
    return written


def test_a_discount_that_quantity_times_price_proves_taken_off_is_not_taken_off_again():
    header = "Date | Receipt | Item | Quantity | Price | Discount | Amount"

    reading = read(header, *lines(lambda p, off, full: f"{p:.2f} | {off:.2f} | {full - off:.2f}"))

    assert (paid(reading), keys(reading)) == (("amount", {}), [])
    assert any("−" in one.text for one in reading.evidence)


def test_a_discount_still_comes_off_an_amount_that_is_quantity_times_price():
    header = "Date | Receipt | Item | Quantity | Price | Discount | Amount"

    reading = read(header, *lines(lambda p, off, full: f"{p:.2f} | {off:.2f} | {full:.2f}"))

    assert paid(reading) == ("amount", {"discount": -1})


def test_a_discount_written_with_a_minus_comes_off_as_well():
    header = "Date | Receipt | Item | Quantity | Price | Discount | Amount"

    reading = read(header, *lines(lambda p, off, full: f"{p:.2f} | -{off:.2f} | {full:.2f}"))

    assert paid(reading) == ("amount", {"discount": 1})


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("is_off", [True, False])
def test_discounts_that_went_back_do_not_turn_those_of_sales(sign, is_off):
    header = "Date | Receipt | Item | Quantity | Price | Discount | Line amount"
    back = {"": "-", "-": ""}[sign]
    taken = 9.0 if is_off else 0.0

    reading = read(
        header,
        *lines(
            lambda p, off, full: f"{p:.2f} | {sign}{off:.2f} | {full - off * is_off:.2f}", count=12
        ),
        # One refund of a discounted sale takes back more discount than all sales had.
        f"2026-04-28 | 1100 | Cake | -20 | 4.90 | {back}9.00 | {taken - 98:.2f}",
    )

    term = {} if is_off else {"discount": -1 if not sign else 1}
    assert (paid(reading), keys(reading)) == (("line_amount", term), [])


def test_quantity_times_price_less_the_discount_where_there_is_no_amount():
    header = "Date | Receipt | Item | Quantity | Price | Discount"

    reading = read(header, *lines(lambda p, off, _full: f"{p:.2f} | {off:.2f}"))

    assert paid(reading) == (None, {"discount": -1})


def test_a_discount_that_nothing_proves_is_asked_about():
    header = "Date | Receipt | Total | Discount"

    reading = read(header, *receipts(lambda net, _tax, tip, _post: f"{net:.2f} | {tip:.2f}"))

    asked = keys(reading) == ["in_discount"]
    assert asked or paid(reading) == ("amount", {})


@pytest.mark.parametrize(
    ("total", "terms"),
    [
        pytest.param(lambda net, tax, tip: net + tax + tip, {"tip": -1}, id="inside"),
        pytest.param(lambda net, tax, _tip: net + tax, {}, id="outside"),
    ],
)
def test_a_tip_is_inside_where_net_and_tax_and_tip_make_the_total(total, terms):
    reading = read(
        "Date | Receipt | Net | VAT | Tip | Total",
        *receipts(
            lambda net, tax, tip, _post: f"{net:.2f} | {tax} | {tip} | {total(net, tax, tip):.2f}"
        ),
    )

    assert (paid(reading), keys(reading)) == (("amount", terms), [])


def test_a_tip_of_which_no_sum_tells_is_asked_about():
    reading = read(
        "Date | Receipt | Amount | Tip",
        *receipts(lambda net, _tax, tip, _post: f"{net:.2f} | {tip:.2f}"),
    )

    assert keys(reading) == ["in_tip"]
    assert {choice for choice, _label in reading.questions[0].choices} == {"inside", "apart"}


@pytest.mark.parametrize(("said", "terms"), [("inside", {"tip": -1}), ("apart", {})])
def test_an_answer_about_the_tip_is_taken(said, terms):
    reading = read(
        "Date | Receipt | Amount | Tip",
        *receipts(lambda net, _tax, tip, _post: f"{net:.2f} | {tip:.2f}"),
        said=Said(answers={"in_tip": said}),
    )

    assert (paid(reading), keys(reading)) == (("amount", terms), [])


def test_tax_comes_on_top_of_what_goods_cost_in_the_united_states_only():
    rows = receipts(lambda net, tax, _tip, _post: f"{net:.2f} | {tax:.2f} | {net + tax:.2f}")

    there = read("Date | Order | Subtotal | Tax | Total", *rows, shop=US)
    here = read("Date | Order | Subtotal | Tax | Total", *rows)

    assert fields(there)["Subtotal"] in ("without_tax", "before_discount", "after_discount")
    assert paid(there)[0] == fields(there)["Subtotal"]
    assert paid(there)[1] == {}
    assert paid(here) == ("amount", {})


def test_tax_is_added_to_an_amount_without_it_where_no_column_says_the_total():
    reading = read(
        "Datum | Belegnummer | Nettobetrag | MwSt",
        *receipts(lambda net, tax, _tip, _post: f"{net:.2f} | {tax:.2f}"),
    )

    base, terms = paid(reading)
    assert (base, terms) == (fields(reading)["Nettobetrag"], {"tax": 1})
    assert keys(reading) == []


@pytest.mark.parametrize("count", [10, 28])
@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("names", ["MwSt 7% | MwSt 19%", "VAT 7 % | VAT 19 %", "TVA 7% | TVA 19%"])
def test_taxes_in_a_column_for_each_rate_are_one_tax(names, total, count):
    def row(net, tax, _tip, _post):
        reduced = net / 3 + 2
        low = round(reduced * 0.07, 2)
        cells = f"{net + reduced:.2f} | {low:.2f} | {tax:.2f}"
        return f"{cells} | {net + reduced + low + tax:.2f}" if total else cells

    reading = read(
        f"Date | Receipt | Net amount | {names}" + " | Gross" * total, *receipts(row, count)
    )

    found = fields(reading)
    assert [found[name.strip()] for name in names.split("|")] == ["tax", "tax"]
    base, terms = paid(reading)
    assert keys(reading) == []
    assert (base == found.get("Gross") and not terms) or terms == {"tax": 1}


def test_a_refund_column_takes_nothing_off_the_sale():
    reading = read(
        "Date | Order | Total | Refunded amount",
        *receipts(lambda net, _tax, tip, _post: f"{net:.2f} | {'5.00' if tip == 2 else ''}"),
    )

    assert fields(reading)["Refunded amount"] == "refund_amount"
    assert paid(reading) == ("amount", {})


def test_all_that_was_collected_is_not_what_goods_brought_in():
    def row(net, _tax, tip, postage):
        return f"{net:.2f} | {postage:.2f} | {tip:.2f} | {net + postage + tip:.2f}"

    reading = read("Date | Order | Subtotal | Shipping | Tip | Total collected", *receipts(row))

    base, terms = paid(reading)
    goods = (base, terms) == (fields(reading)["Subtotal"], {})
    assert goods or terms == {"tip": -1, "shipping": -1}
    assert keys(reading) == []


def test_two_amounts_that_no_sum_connects_are_asked_about():
    def row(net, _tax, _tip, _post):
        other = net * 1.37 + (net * 7) % 3
        return f"{net:.2f} | {other:.2f}"

    reading = read("Date | Receipt | Amount | Gross amount", *receipts(row))

    assert keys(reading) == ["rival"]


def test_fees_are_not_taken_off_what_was_sold():
    def row(net, _tax, _tip, _post):
        fee = round(net * 0.014 + 0.25, 2)
        return f"{net:.2f} | {fee:.2f} | {net - fee:.2f}"

    reading = read("Date | ID | Gross | Fee | Net", *receipts(row))

    assert (paid(reading), keys(reading)) == ((fields(reading)["Gross"], {}), [])
    assert fields(reading)["Fee"] == "fee"


@pytest.mark.parametrize("header", ["Gross | Fee | Net", "Brutto | Gebühr | Netto", "A | B | C"])
def test_fees_written_with_a_minus_are_fees_in_any_language(header):
    def row(net, _tax, _tip, _post):
        fee = round(net * 0.014 + 0.25, 2)
        return f"{net:.2f} | -{fee:.2f} | {net - fee:.2f}"

    reading = read(f"Date | ID | {header}", *receipts(row))

    first = header.split(" | ", maxsplit=1)[0]
    assert paid(reading) == (fields(reading)[first], {})


def is_open_or(reading, *right):
    """Return whether the reading asks, or pays by one of these."""
    return bool(keys(reading)) or paid(reading) in right


def test_net_lines_with_a_rate_of_tax_are_not_taken_for_what_customers_paid():
    reading = read(
        "Datum | Bon | Artikel | Menge | Netto | MwSt-Satz",
        *lines(lambda _p, _off, full: f"{full / 1.19:.2f} | 19"),
    )

    assert is_open_or(reading, ("without_tax", {"tax_rate": 1}))


def test_prices_with_tax_lead_to_what_was_paid_where_the_amount_is_without_it():
    reading = read(
        "Date | Receipt | Item | Qty | Price incl VAT | Total excl VAT",
        *lines(lambda price, _off, full: f"{price:.2f} | {full / 1.2:.2f}"),
    )

    assert is_open_or(reading, (None, {}))


def test_a_discount_in_percent_comes_off_quantity_times_price():
    reading = read(
        "Date | Receipt | Item | Qty | Price | Discount %",
        *lines(lambda price, off, _full: f"{price:.2f} | {off * 20:.0f}"),
    )

    assert is_open_or(reading, (None, {"discount_rate": -1}))


def test_a_discount_in_percent_is_seen_to_be_taken_off_an_amount():
    reading = read(
        "Date | Receipt | Item | Qty | Price | Discount % | Total",
        *lines(lambda price, off, full: f"{price} | {off * 20:.0f} | {full * (1 - off / 5):.2f}"),
    )

    assert (paid(reading), keys(reading)) == (("amount", {}), [])


def test_what_is_left_after_fees_says_nothing_of_the_tip():
    def row(net, _tax, tip, _post):
        fee = round(net * 0.02, 2)
        return f"{net + tip:.2f} | {tip:.2f} | {fee:.2f} | {net + tip - fee:.2f}"

    reading = read("Date | ID | Amount | Tip amount | Fee | Net", *receipts(row))

    assert fields(reading)["Net"] == "after_fee"
    assert keys(reading) == ["in_tip"]
