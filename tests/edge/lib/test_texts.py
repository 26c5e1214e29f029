"""Texts from outside: what is a whole number, and what a database can keep."""

import pytest

from edge.lib.texts import storable, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 42 ", 42),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5_000, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("", None),
    ],
)
def test_a_whole_number_is_of_ascii_digits_that_a_database_holds(text, number):
    assert whole_number(text) == number


def test_what_postgres_cannot_keep_is_cut():
    assert storable("a\x00b\ud800c ä 🙂") == "abc ä 🙂"
