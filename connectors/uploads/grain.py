"""Decides from the data what one row is and which amount counts; asks where two readings fit equally well."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.columns import Column, guess_columns, steadiness
from connectors.uploads.fields import Field, cell_words
from connectors.uploads.profile import Profile, profile
from connectors.uploads.reading import ColumnReading, Grain, Question, Reading
from connectors.uploads.values import parse_moments, parse_numbers

# Two cents, for prices that were rounded before they were multiplied.
TOLERANCE = 0.021
# A wrong order makes days jump to and fro: many times as far as the right one.
MUCH_STEADIER = 3.0
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"


WholeColumn = Callable[[str], pl.Series]


def read_columns(sample: pl.DataFrame, names: tuple[str, ...], whole: WholeColumn) -> Reading:
    """Return how the file reads, with the questions that it leaves open.

    sample: rows of text by cell. whole: gives a cell's column of all rows, asked for only where a sample leaves open
    which of day and month comes first.
    """
    profiles = {f"c{at}": profile(sample[f"c{at}"]) for at in range(len(names))}
    for cell, found in profiles.items():
        if len(found.moments) > 1:
            profiles[cell] = profile(whole(cell))
    columns = [
        Column(cell, name, profiles[cell]) for cell, name in zip(profiles, names, strict=True)
    ]
    readings = guess_columns(columns)
    readings, questions = _settle_days(readings, profiles, whole)
    return settle(Reading(tuple(readings), Grain.RECEIPT, questions=tuple(questions)), sample)


def settle(reading: Reading, sample: pl.DataFrame) -> Reading:
    """Return the reading with what a row is decided anew, for the meanings that its columns have now."""
    kept = [one for one in reading.questions if one.key == "day_order"]
    asked = [*kept, *_missing(reading, sample), *_marks(reading, sample)]
    grain, grain_reason = _grain(reading, sample)
    reading = replace(reading, grain=grain, grain_reason=grain_reason, amount_per_receipt=False)
    if not asked and reading.grain == Grain.LINE:
        reading, more = _line_amounts(reading, sample)
        asked.extend(more)
    return replace(reading, questions=tuple(asked))


def _settle_days(
    readings: list[ColumnReading], profiles: dict[str, Profile], whole: WholeColumn
) -> tuple[list[ColumnReading], list[Question]]:
    """Choose between 3 April and 4 March, for the column that says the day."""
    questions = []
    for at, reading in enumerate(readings):
        orders = profiles[reading.cell].moments
        if reading.field not in (Field.DATE, Field.OCCURRED_AT) or len(orders) < 2:
            continue
        column = whole(reading.cell)
        wander = {
            order: steadiness(parse_moments(column, formats)) for order, formats in orders.items()
        }
        best, second = sorted(wander, key=lambda order: wander[order])[:2]
        readings[at] = replace(reading, formats=orders[best])
        if wander[second] >= wander[best] * MUCH_STEADIER + 1:
            reason = _("day and month as they run on from line to line")
            readings[at] = replace(readings[at], reason=reason)
        else:
            text = _("In “%(name)s”, is %(example)s day first or month first?")
            example = profiles[reading.cell].example
            questions.append(
                Question(
                    "day_order",
                    text % {"name": reading.name, "example": example},
                    ((DAY_FIRST, _("Day first")), (MONTH_FIRST, _("Month first"))),
                )
            )
    return readings, questions


def _missing(reading: Reading, sample: pl.DataFrame) -> list[Question]:
    found = []
    if not reading.has(Field.DATE) and not reading.has(Field.OCCURRED_AT):
        found.append(Question("no_day", _("Which column says the day of a sale?")))
    has_amount = (
        reading.has(Field.AMOUNT) or reading.has(Field.LINE_AMOUNT) or reading.has(Field.UNIT_PRICE)
    )
    if not has_amount:
        found.append(Question("no_amount", _("Which column says how much was paid?")))
    discount = reading.column(Field.DISCOUNT)
    if has_amount and discount is not None and _is_used(discount, sample):
        found.append(
            Question("discount", _("Is the discount already taken off, or does it still come off?"))
        )
    return found


def _is_used(column: ColumnReading, sample: pl.DataFrame) -> bool:
    amounts = parse_numbers(sample[column.cell], decimal_comma=column.decimal_comma)
    return bool((amounts != 0).any())


def _marks(reading: Reading, sample: pl.DataFrame) -> list[Question]:
    """Ask about words that may make a row no sale."""
    clear = cell_words("sale") | cell_words("void")
    back = cell_words("refund") | cell_words("reversed")
    found = []
    for column in reading.columns:
        if column.field not in (Field.STATUS, Field.KIND):
            continue
        # A state of “refunded” says that something went back, but not how much.
        is_clear = column.field == Field.KIND or reading.has(Field.REFUND_AMOUNT)
        known = clear | back if is_clear else clear
        texts = sample[column.cell].drop_nulls().str.strip_chars().str.to_lowercase().unique()
        strange = [text for text in texts.sort().to_list() if text not in known]
        if strange:
            text = _("In “%(name)s”, which of these are sales: %(words)s?")
            words = ", ".join(f"“{word}”" for word in strange[:6])
            found.append(Question("marks", text % {"name": column.name, "words": words}))
    return found


def _grain(reading: Reading, sample: pl.DataFrame) -> tuple[Grain, str]:
    document = reading.column(Field.DOCUMENT)
    has_items = reading.has(Field.PRODUCT) or reading.has(Field.PRODUCT_CODE)
    repeats = False
    if document is not None:
        filled = sample[document.cell].drop_nulls()
        repeats = filled.n_unique() < len(filled) * 0.98
    if reading.has(Field.QUANTITY, Field.UNIT_PRICE) or (
        has_items and (repeats or document is None or reading.has(Field.QUANTITY))
    ):
        reason = (
            _("receipt numbers repeat on neighbouring lines")
            if repeats
            else _("each row has an item of its own")
        )
        return Grain.LINE, reason
    day = reading.column(Field.DATE)
    if day is not None and document is None and not reading.has(Field.TIME):
        filled = sample[day.cell].drop_nulls()
        if filled.n_unique() == len(filled):
            return Grain.DAY, _("each row has a day of its own")
    return Grain.RECEIPT, _("each row has an amount of its own")


def _line_amounts(reading: Reading, sample: pl.DataFrame) -> tuple[Reading, list[Question]]:
    """Decide whether an amount beside items is the line's or the receipt's, by what adds up."""
    amount = reading.column(Field.LINE_AMOUNT) or reading.column(Field.AMOUNT)
    if amount is None:
        return reading, []
    frame = _numeric(reading, sample, amount)
    if reading.has(Field.QUANTITY, Field.UNIT_PRICE):
        product = frame["quantity"] * frame["unit_price"]
        if (
            _share((product - frame["amount"]).abs() <= TOLERANCE) >= 0.9
            or _share((product.abs() - frame["amount"].abs()).abs() <= TOLERANCE) >= 0.9
        ):
            return reading, []
    if not reading.has(Field.DOCUMENT):
        return reading, []
    several = frame.filter(pl.len().over("document") > 1)
    same = several.group_by("document").agg((pl.col("amount").n_unique() == 1).alias("same"))
    if several.height and _share(same["same"]) >= 0.95:
        if reading.has(Field.UNIT_PRICE):
            # The receipt's total on each of its lines: the lines say it better.
            columns = tuple(
                replace(
                    one, field=Field.IGNORE, reason=_("the receipt's total, on each of its lines")
                )
                if one.cell == amount.cell
                else one
                for one in reading.columns
            )
            return replace(reading, columns=columns), []
        return replace(reading, amount_per_receipt=True), []
    if reading.has(Field.QUANTITY, Field.UNIT_PRICE):
        text = _("Quantity × price is not “%(name)s”. Which one was paid?") % {"name": amount.name}
        choices = (("product", _("Quantity × price")), ("amount", amount.name))
        return reading, [Question("line_amount", text, choices)]
    return reading, []


def _numeric(reading: Reading, sample: pl.DataFrame, amount: ColumnReading) -> pl.DataFrame:
    columns = {"amount": amount}
    for name, meaning in (("quantity", Field.QUANTITY), ("unit_price", Field.UNIT_PRICE)):
        found = reading.column(meaning)
        if found is not None:
            columns[name] = found
    document = reading.column(Field.DOCUMENT)
    series = {
        name: parse_numbers(sample[one.cell], decimal_comma=one.decimal_comma).cast(pl.Float64)
        for name, one in columns.items()
    }
    texts = sample[document.cell] if document is not None else pl.Series([""] * sample.height)
    return pl.DataFrame(series | {"document": texts})


def _share(found: pl.Series) -> float:
    known = found.drop_nulls()
    return float(known.sum()) / len(known) if len(known) else 0.0
