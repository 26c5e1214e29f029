"""Looks out for columns that may say what rows are, in files whose language nobody here knows."""

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.fields import MARKS, Field
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.meanings import Meanings

# With fewer columns known by name, the file's language counts as unknown.
KNOWN_ENOUGH = 0.5
MOST_WORDS = 6
# Sales are most of what a till writes down; payments, people and places are spread more evenly.
MOSTLY = 0.8


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


def _is_strange(column: Column, meanings: Meanings, sample: pl.DataFrame) -> bool:
    profile = column.profile
    chosen = meanings.chosen[column.cell].field
    if chosen not in (Field.IGNORE, Field.ATTRIBUTE) or profile.is_number or profile.is_moment:
        return False
    if column.name in meanings.pinned or not 2 <= profile.distinct <= MOST_WORDS:
        return False
    counts = sample[column.cell].drop_nulls().value_counts(sort=True)["count"]
    return int(counts[0]) >= MOSTLY * int(counts.sum())
