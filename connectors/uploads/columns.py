"""Guesses what each column means, by its name and by what its values are like, and says why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.fields import LABELS, MANY, NUMBERS, Field, is_personal, match_words, plain
from connectors.uploads.profile import Profile, share_of_words
from connectors.uploads.reading import ColumnReading

# A column of more different texts than this is no feature that items share.
MOST_FEATURES = 40


@dataclass(frozen=True)
class Column:
    """One column of the file: where it stands, its name, what its values are like."""

    cell: str
    name: str
    profile: Profile


@dataclass(frozen=True)
class _Guess:
    column: Column
    field: Field
    score: float
    reason: str


def guess_columns(columns: list[Column]) -> list[ColumnReading]:
    """Return a meaning for each column, in the file's order; each meaning but features is given once."""
    guesses = sorted(
        (guess for column in columns for guess in _guesses(column)), key=lambda one: -one.score
    )
    chosen: dict[str, _Guess] = {}
    taken: set[Field] = set()
    for guess in guesses:
        if guess.column.cell in chosen or guess.field in taken:
            continue
        if guess.field == Field.DATE and Field.OCCURRED_AT in taken:
            continue
        if guess.field == Field.OCCURRED_AT and Field.DATE in taken:
            continue
        chosen[guess.column.cell] = guess
        taken.add(guess.field)
    return [_read(column, chosen.get(column.cell)) for column in columns]


def _guesses(column: Column) -> list[_Guess]:
    found = []
    for match in match_words(column.name):
        field = _fitting(match.field, column.profile)
        if field is not None and not (field == Field.TAX and "%" in column.name):
            reason = _("the name says “%(word)s”; %(values)s") % {
                "word": match.word,
                "values": describe(column.profile),
            }
            found.append(_Guess(column, field, match.score, reason))
    by_values = _by_values(column.profile)
    if by_values is not None:
        field, score = by_values
        found.append(_Guess(column, field, score, describe(column.profile)))
    return found


def _by_values(profile: Profile) -> tuple[Field, float] | None:
    if profile.is_moment:
        return (Field.OCCURRED_AT if profile.has_clock else Field.DATE), 0.5
    if profile.times:
        return Field.TIME, 0.5
    if share_of_words(profile, "payment_methods") >= 0.6:
        return Field.PAYMENT_METHOD, 0.4
    return None


def _fitting(field: Field, profile: Profile) -> Field | None:
    """Return the field if the values can be that, a neighbour of it if they are that, else None."""
    if profile.filled == 0:
        return None
    if field in (Field.OCCURRED_AT, Field.DATE):
        if not profile.is_moment:
            return None
        return Field.OCCURRED_AT if profile.has_clock else Field.DATE
    if field == Field.TIME:
        return field if profile.times else None
    if field in NUMBERS:
        return field if profile.is_number else None
    if profile.is_moment or profile.times:
        return None
    if field in (Field.STATUS, Field.KIND, Field.CURRENCY):
        return field if profile.few else None
    if field == Field.DOCUMENT and profile.is_number and profile.has_fractions:
        return None
    if field == Field.PRODUCT and profile.is_number:
        return None
    return field


def _read(column: Column, guess: _Guess | None) -> ColumnReading:
    profile = column.profile
    if guess is None:
        field, reason = _without_a_guess(column)
    else:
        field, reason = guess.field, guess.reason
    moments = next(iter(profile.moments.values()), ())
    return ColumnReading(
        cell=column.cell,
        name=column.name,
        field=field,
        reason=reason,
        formats=profile.times if field == Field.TIME else moments,
        decimal_comma=profile.decimal_comma,
    )


def _without_a_guess(column: Column) -> tuple[Field, str]:
    profile = column.profile
    if profile.filled == 0:
        return Field.IGNORE, _("empty")
    if is_personal(column.name) or "@" in profile.example:
        return Field.IGNORE, _("it says who someone is, which I do not keep")
    is_feature = (
        2 <= profile.distinct <= MOST_FEATURES
        and profile.distinct < profile.filled * 0.2
        and not (profile.is_number and profile.has_fractions)
        and not profile.is_moment
    )
    if is_feature:
        return Field.ATTRIBUTE, _("%(values)s that many lines share") % {
            "values": describe(profile)
        }
    return Field.IGNORE, _("nothing I know; %(values)s") % {"values": describe(profile)}


def describe(profile: Profile) -> str:
    """Return what a column's values are like, in words."""
    if profile.is_moment or profile.times:
        return _("every value fits, such as %(example)s") % {"example": profile.example}
    if profile.is_number:
        kind = _("amounts") if profile.has_fractions else _("whole numbers")
        if profile.has_negatives:
            return _("%(kind)s, some of them negative") % {"kind": kind}
        return kind
    return _("%(count)s different texts, such as “%(example)s”") % {
        "count": profile.distinct,
        "example": profile.example,
    }


def attribute_name(column: ColumnReading) -> str:
    """Return the name under which a feature is stored."""
    return plain(column.name)[:40]


def fit_formats(
    columns: Mapping[str, Profile], readings: list[ColumnReading]
) -> list[ColumnReading]:
    """Return corrected readings with the formats that their new meanings need."""
    fitted = []
    for reading in readings:
        profile = columns[reading.cell]
        formats = profile.times if reading.field == Field.TIME else reading.formats
        if reading.field in (Field.DATE, Field.OCCURRED_AT) and not formats:
            formats = next(iter(profile.moments.values()), ())
        fitted.append(replace(reading, formats=formats))
    return fitted


def label(field: Field) -> str:
    """Return a field's name for merchants."""
    return str(LABELS[field])


def is_one_of_many(field: Field) -> bool:
    """Return whether several columns may have this meaning."""
    return field in MANY


def steadiness(moments: pl.Series) -> float:
    """Return how far the days of a column wander: the sum of steps between neighbours, in days."""
    steps = moments.drop_nulls().diff().abs().dt.total_seconds()
    return float(steps.sum() or 0) / 86_400
