"""Means and shares of columns; what is empty has none."""

import polars as pl


def mean_of(found: pl.Series) -> float:
    """Return the mean of numbers, or the share of what is true; nulls do not count, and nothing is 0."""
    return float(found.mean() or 0)  # type: ignore[arg-type]  # of numbers or booleans it is a number
