"""Other readings of the same file: as the merchant corrects it, as they chose before, as a question offers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.columns import fit_formats
from connectors.uploads.fields import Field
from connectors.uploads.grain import WholeColumn, settle
from connectors.uploads.profile import profile
from connectors.uploads.reading import Question, Reading

# Without an answer to these there is nothing to load.
NEEDS_A_COLUMN = frozenset({"no_day", "no_amount"})


def correct(
    reading: Reading, corrections: Mapping[str, Any], sample: pl.DataFrame, whole: WholeColumn
) -> Reading:
    """Return the reading as the merchant corrected it.

    corrections: {"columns": {name: field}, "answers": {question: choice}}.
    """
    meanings = {name: Field(field) for name, field in corrections.get("columns", {}).items()}
    if meanings:
        reading = settle(_with_meanings(reading, meanings, sample), sample)
    for question, choice in corrections.get("answers", {}).items():
        reading = choose(reading, question, choice, whole)
    return reading


def as_before(fresh: Reading, known: Reading, sample: pl.DataFrame) -> Reading:
    """Return a fresh reading with the meanings, and the order of day and month, that were confirmed before."""
    meanings = {column.name: column.field for column in known.columns}
    reading = _with_meanings(fresh, meanings, sample)
    if any(one.key == "day_order" for one in fresh.questions):
        formats = {column.name: column.formats for column in known.columns}
        reading = reading.with_columns(
            replace(column, formats=formats[column.name]) for column in reading.columns
        )
    return settle(reading, sample).answered()


def _with_meanings(
    reading: Reading, meanings: Mapping[str, Field], sample: pl.DataFrame
) -> Reading:
    corrected = reading.corrected(meanings)
    profiles = {column.cell: profile(sample[column.cell]) for column in corrected.columns}
    return corrected.with_columns(fit_formats(profiles, list(corrected.columns)))


def choose(reading: Reading, question: str, choice: str, whole: WholeColumn) -> Reading:
    """Return the reading with a question answered; an unknown answer only closes the question."""
    if question == "day_order":
        return _with_order(reading, choice, whole).answered(question)
    if question == "line_amount":
        left_out = {Field.AMOUNT, Field.LINE_AMOUNT} if choice == "product" else {Field.UNIT_PRICE}
        columns = (
            replace(one, field=Field.IGNORE, reason=_("as you said"))
            if one.field in left_out
            else one
            for one in reading.columns
        )
        return reading.with_columns(columns).answered(question)
    return reading.answered(question)


def _with_order(reading: Reading, order: str, whole: WholeColumn) -> Reading:
    columns = []
    for column in reading.columns:
        if column.field in (Field.DATE, Field.OCCURRED_AT):
            formats = profile(whole(column.cell)).moments.get(order, column.formats)
            column = replace(column, formats=formats, reason=_("as you said"))
        columns.append(column)
    return reading.with_columns(columns)


def variants(
    reading: Reading, question: Question, whole: WholeColumn
) -> list[tuple[str, str, Reading]]:
    """Return each choice of a question: its key, its words and the reading that it leads to."""
    return [
        (key, label, choose(reading, question.key, key, whole).answered())
        for key, label in question.choices
    ]
