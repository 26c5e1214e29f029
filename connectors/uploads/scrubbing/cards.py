"""Cuts card numbers to their last four digits in columns of text; a column of other long numbers stays as it is."""

import polars as pl

from edge.telemetry.cards import cut_cards, find_cards

_LONG_RUN = r"[0-9](?:[^0-9A-Za-z]{0,3}[0-9]){12}"
_LONG_NUMBER = r"^\s*[0-9]{14,19}(\.0+)?\s*$"
# One in ten numbers of any kind passes the check of a card's; of card numbers all do.
MOST_BY_CHANCE = 0.5
LEAST_NUMBERS = 3


def are_other_numbers(numbers: int, cards: int) -> bool:
    """Return whether numbers that stand in one place are something else, though some look like card numbers."""
    return numbers >= LEAST_NUMBERS and cards <= numbers * MOST_BY_CHANCE


def cut_cards_in(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the frame with card numbers cut in these columns; only cells with a long run of digits are touched."""
    for name in columns:
        is_suspect = frame[name].str.contains(_LONG_RUN).fill_null(value=False)
        suspects = frame[name].filter(is_suspect).unique()
        if not len(suspects):
            continue
        is_number = suspects.str.contains(_LONG_NUMBER)
        numbers = suspects.filter(is_number)
        cards = sum(next(find_cards(text), None) is not None for text in numbers.head(2_000))
        if are_other_numbers(min(len(numbers), 2_000), cards):
            suspects = suspects.filter(~is_number)
        cut = pl.Series([cut_cards(text) for text in suspects], dtype=pl.String)
        frame = frame.with_columns(pl.col(name).replace(suspects, cut))
    return frame
