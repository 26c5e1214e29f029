"""No cell of a CSV file becomes a formula, and numbers stay numbers."""

import pytest

from edge.lib.csv_cells import safe_cell


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("spaces", ["", "  ", "\u00a0", "\u3000"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(begin, spaces):
    cell = f"{spaces}{begin}1+cmd"
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-12.50", "-3", "12", "Flat white", "a=b", "  two", ""])
def test_numbers_and_words_stay_as_they_are(cell):
    assert safe_cell(cell) == cell


@pytest.mark.parametrize("cell", ["-1-1", "--1", "-12.50+A1", "-", "-²", "-1\n"])
def test_only_a_plain_number_may_begin_with_a_minus(cell):
    assert safe_cell(cell) == f"'{cell}"


def test_nothing_is_empty_and_numbers_are_written():
    assert (safe_cell(None), safe_cell(-4)) == ("", "-4")
