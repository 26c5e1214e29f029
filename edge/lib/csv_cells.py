"""Cells of a CSV file that a spreadsheet takes for what they are: text and numbers, never formulas."""

import re

# The wide signs are those of East Asian keyboards, which a spreadsheet takes for the others.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BLANK = " \u00a0\u3000\ufeff\u200b"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def safe_cell(cell: object) -> str:
    """Return a cell as text; one that would be taken for a formula begins with an apostrophe, None is empty.

    A plain number such as -12.50 stays a number. Spreadsheets skip leading spaces, so they hide nothing.
    """
    text = "" if cell is None else str(cell)
    begins_so = text.startswith(_FORMULA) or text.lstrip(_BLANK).startswith(_FORMULA)
    return f"'{text}" if begins_so and not _NUMBER.fullmatch(text) else text
