"""Cents or whole amounts, the price of one or of the line, commas or dots: decided for the file, or asked."""

import pytest

from connectors.uploads.interpreting.reading import Said
from connectors.uploads.understanding.look import Shop
from tests.connectors.uploads.understanding.tables import fields, keys, paid, read

PRICES = {"Tea": 2.5, "Coffee": 3.2, "Cake": 4.9, "Soup": 7.1, "Juice": 1.8}


def receipts(write, count=20):
    return [f"2026-04-{at + 1:02d} 10:00 | {1000 + at} | {write(at)}" for at in range(count)]


def lines(write, count=40):
    written = []
    for at in range(count):
        item, price = list(PRICES.items())[at % 5]
        quantity = at * 7 % 4 + 1
        begin = f"2026-04-{at // 2 + 1:02d} | {1000 + at // 2} | {item} | {quantity}"
        written.append(f"{begin} | {write(price, quantity)}")
    return written


def per_major(reading, name):
    return next(column.per_major for column in reading.columns if column.name == name)


def test_whole_numbers_that_may_be_cents_are_asked_about():
    reading = read("Date | Receipt | Total", *receipts(lambda at: 1234 + at * 37))

    assert keys(reading) == ["minor_units"]


@pytest.mark.parametrize(("said", "units"), [("minor", 100), ("major", 1)])
def test_the_answer_about_cents_is_taken(said, units):
    said = Said(answers={"minor_units": said})

    reading = read("Date | Receipt | Total", *receipts(lambda at: 1234 + at * 37), said=said)

    assert (per_major(reading, "Total"), keys(reading)) == (units, [])


@pytest.mark.parametrize("name", ["Total cents", "amount_cents", "Betrag (Cent)"])
def test_a_name_that_says_cents_means_them(name):
    reading = read(f"Date | Receipt | {name}", *receipts(lambda at: 1234 + at * 37))

    assert (per_major(reading, name), keys(reading)) == (100, [])


def test_amounts_a_hundred_times_quantity_times_price_are_cents():
    reading = read(
        "Date | Receipt | Item | Quantity | Price | Amount",
        *lines(lambda price, quantity: f"{price:.2f} | {round(price * quantity * 100)}"),
    )

    assert (per_major(reading, "Amount"), per_major(reading, "Price")) == (100, 1)
    assert keys(reading) == []


@pytest.mark.parametrize(
    ("amount", "shop", "places"),
    [
        pytest.param(lambda at: 1234 + at * 37, Shop("JPY", "JP"), 0, id="no smaller unit"),
        pytest.param(lambda at: 3 + at, Shop("EUR", "DE"), 2, id="small"),
        pytest.param(lambda at: 1500 + at * 50, Shop("CZK", "CZ"), 2, id="round"),
    ],
)
def test_whole_amounts_that_are_no_cents_are_not_asked_about(amount, shop, places):
    reading = read("Date | Receipt | Total", *receipts(amount), shop=shop, places=places)

    assert (per_major(reading, "Total"), keys(reading)) == (1, [])


def test_a_price_that_grows_with_the_quantity_is_the_lines_amount():
    reading = read(
        "Date | Receipt | Item | Quantity | Price",
        *lines(lambda price, quantity: f"{price * quantity:.2f}"),
    )

    assert (fields(reading)["Price"], paid(reading)) == ("line_amount", ("line_amount", {}))


@pytest.mark.parametrize("name", ["Price", "Amount"])
def test_an_amount_that_does_not_grow_with_the_quantity_is_the_price_of_one(name):
    reading = read(
        f"Date | Receipt | Item | Quantity | {name}", *lines(lambda price, _quantity: price)
    )

    assert (fields(reading)[name], paid(reading)) == ("unit_price", (None, {}))


@pytest.mark.parametrize(
    ("prove", "other", "comma"),
    [("4,50", "1.234", True), ("4.50", "1,234", False), ("1.234,50", "2.345", True)],
)
def test_one_column_tells_for_all_which_mark_parts_the_cents(prove, other, comma):
    reading = read("Date | Receipt | Total | Cost", *receipts(lambda _at: f"{prove} | {other}"))

    assert {column.decimal_comma for column in reading.columns[2:]} == {comma}


def test_three_places_are_a_fraction_in_currencies_of_three():
    reading = read(
        "Date | Receipt | Total",
        *receipts(lambda at: f"{at + 1},{at * 37 % 900 + 100}"),
        shop=Shop("KWD", "KW"),
        places=3,
    )

    assert reading.columns[2].decimal_comma is True


def test_names_of_goods_with_sizes_are_no_numbers():
    names = ["Bier 0,5", "Cola 0,3", "Wein 0,2", "Tee 2"]
    table = [
        f"2026-04-{at // 2 + 1:02d} | {1000 + at // 2} | {names[at % 4]} | {at % 3 + 1} | {at % 4 + 2}.50"
        for at in range(24)
    ]

    assert fields(read("Datum | Bon | Artikel | Menge | Preis", *table))["Artikel"] == "product"


def test_whole_amounts_written_with_cents_are_no_cents():
    reading = read("Date | Receipt | Total", *receipts(lambda at: f"{1234 + at * 37}.00"))

    assert (per_major(reading, "Total"), keys(reading)) == (1, [])
