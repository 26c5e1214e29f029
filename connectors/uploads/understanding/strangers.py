"""Looks out for columns that may say what rows are, in files whose language nobody here knows."""

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.shares import mean_of
from connectors.uploads.interpreting.fields import MARKS, Field
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.meanings import Meanings

# With fewer columns known by name, the file's language counts as unknown.
KNOWN_ENOUGH = 0.5
MOST_WORDS = 6
# Sales are most of what a till writes down; payments, people and places are spread more evenly.
MOSTLY = 0.8
MOST_KINDS = 20


def mark_strangers(meanings: Meanings, sample: pl.DataFrame) -> set[str]:
    """Read columns of few, unevenly spread words as marks, so that the merchant is asked; return their cells."""
    named = [one for one in meanings.columns if one.profile.filled]
    known = sum(any(match.score >= 0.6 for match in one.matches) for one in named)
    if not named or known >= len(named) * KNOWN_ENOUGH:
        return set()
    free = [one for one in MARKS[:2] if meanings.cell(one) is None]
    found: set[str] = set()
    for column in meanings.columns:
        if free and _is_strange(column, meanings, sample):
            meanings.set(column.cell, free.pop(0), _("few words, one of them on most lines"))
            found.add(column.cell)
    return found


def mark_ledger(meanings: Meanings, rows: pl.DataFrame) -> set[str]:
    """Read as the kind of rows a column whose words settle the sign of amounts; return its cell.

    Payment services write a sale, its fee and its tax on rows of their own, under one number. rows: the sample with
    `amount` and `document`.
    """
    free = [one for one in MARKS[:2] if meanings.cell(one) is None]
    if not free or "document" not in rows.columns:
        return set()
    mixed = rows.group_by("document").agg(
        ((pl.col("amount") > 0).any() & (pl.col("amount") < 0).any()).alias("mixed")
    )
    if mixed.height < 2 or mean_of(mixed["mixed"]) < 0.5:
        return set()
    for column in meanings.columns:
        if column.name in meanings.pinned or not 2 <= column.profile.distinct <= MOST_KINDS:
            continue
        if (
            column.profile.is_number
            or column.profile.is_moment
            or not _settles_signs(rows, column.cell)
        ):
            continue
        if meanings.chosen[column.cell].field in (
            *MARKS,
            Field.PRODUCT,
            Field.PRODUCT_CODE,
            Field.CATEGORY,
        ):
            continue
        reason = _("each of its words goes with one sign of the amounts")
        meanings.set(column.cell, free[0], reason)
        return {column.cell}
    return set()


def _settles_signs(rows: pl.DataFrame, cell: str) -> bool:
    signs = (
        rows.filter(pl.col("amount") != 0)
        .group_by(cell)
        .agg(pl.len().alias("rows"), (pl.col("amount") < 0).mean().alias("negative"))
    )
    signs = signs.filter(pl.col("rows") >= 3)
    is_clear = (signs["negative"] >= 0.9) | (signs["negative"] <= 0.1)
    has_both = bool((signs["negative"] >= 0.9).any() and (signs["negative"] <= 0.1).any())
    return has_both and bool(is_clear.all())


def _is_strange(column: Column, meanings: Meanings, sample: pl.DataFrame) -> bool:
    profile = column.profile
    chosen = meanings.chosen[column.cell].field
    if chosen not in (Field.IGNORE, Field.ATTRIBUTE) or profile.is_number or profile.is_moment:
        return False
    if column.name in meanings.pinned or not 2 <= profile.distinct <= MOST_WORDS:
        return False
    counts = sample[column.cell].drop_nulls().value_counts(sort=True)["count"]
    return int(counts[0]) >= MOSTLY * int(counts.sum())
