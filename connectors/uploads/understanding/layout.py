"""Decides from the data what one row is: an item, a receipt, a payment or a day; and what stands once per receipt."""

from dataclasses import dataclass, field

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.profile import Profile
from connectors.uploads.cells.shares import mean_of
from connectors.uploads.cells.values import parse_numbers
from connectors.uploads.cells.vocabulary import is_named
from connectors.uploads.interpreting.fields import EXTRAS, GOODS, Field
from connectors.uploads.interpreting.reading import Grain
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.meanings import Meanings

REPEATS = 0.98
HOLDS = 0.95
FEWEST = 3


@dataclass
class Layout:
    """What one row is, how rows make up receipts, and which columns count once for each."""

    grain: Grain
    reason: str
    # Texts and moments that stand on the first row of a receipt only, and hold for the rows below it.
    filled_down: tuple[str, ...] = ()
    # Amounts that count once per receipt, on whichever of its rows they stand.
    per_receipt: frozenset[Field] = field(default_factory=frozenset)


def choose_document(meanings: Meanings, sample: pl.DataFrame) -> None:
    """Choose among columns that may be the receipt's number: one that repeats on its lines, if there are lines."""
    pinned = [
        cell
        for cell, one in meanings.chosen.items()
        if one.field == Field.DOCUMENT and meanings.column(cell).name in meanings.pinned
    ]
    if pinned:
        return
    day = meanings.cell(Field.DATE) or meanings.cell(Field.OCCURRED_AT)
    has_items = any(meanings.cell(one) for one in (Field.PRODUCT, Field.PRODUCT_CODE))
    ranked: list[tuple[float, str]] = []
    for at, column in enumerate(meanings.columns):
        score = _as_document(column, meanings, sample, day, has_items=has_items)
        if score > 0:
            ranked.append((score - 0.001 * at, column.cell))
    current = meanings.cell(Field.DOCUMENT)
    if current is not None:
        meanings.set(current, Field.IGNORE, _("a number of another kind"))
    if ranked:
        _score, cell = max(ranked)
        column = meanings.column(cell)
        reason = (
            _("repeats on neighbouring lines")
            if column.profile.repeats_next > 1 - REPEATS
            else _("each value stands once")
        )
        meanings.set(cell, Field.DOCUMENT, reason)


def _as_document(
    column: Column, meanings: Meanings, sample: pl.DataFrame, day: str | None, *, has_items: bool
) -> float:
    """Return how well a column would do as the receipt's number; 0 for not at all."""
    profile, says = column.profile, column.says(Field.DOCUMENT)
    chosen = meanings.chosen[column.cell].field
    if column.name in meanings.pinned or profile.is_moment or profile.times or profile.filled < 2:
        return 0.0
    if profile.is_number and profile.has_fractions:
        return 0.0
    if says < 0.4 and chosen not in (Field.IGNORE, Field.ATTRIBUTE):
        return 0.0
    if says < 0.4 and column.says(Field.IGNORE) > 0.4:
        return 0.0
    if says < 0.4 and not _is_like_an_id(profile):
        return 0.0
    repeats = profile.distinct < profile.filled * REPEATS
    if repeats and not _stands_on_one_day(column.cell, sample, day):
        return 0.0
    score = 0.2 + says
    if has_items:
        # The number of a line is no number of a receipt.
        score += 0.8 if repeats and profile.togetherness > 0.9 else 0.0
    elif repeats and profile.distinct < profile.filled * 0.3:
        score -= 0.8
    return score


def _is_like_an_id(profile: Profile) -> bool:
    return profile.togetherness >= 0.97 and profile.distinct >= max(5, profile.filled * 0.1)


def _stands_on_one_day(cell: str, sample: pl.DataFrame, day: str | None) -> bool:
    """Return whether the rows of a number mostly share a day: those of a customer's number do not."""
    if day is None or day == cell:
        return True
    # A day may be followed by a clock that differs between the lines of a receipt.
    days = sample.select(
        pl.col(cell).alias("id"), pl.col(day).str.slice(0, 10).alias("day")
    ).drop_nulls()
    several = days.group_by("id").agg(
        pl.len().alias("rows"), pl.col("day").n_unique().alias("days")
    )
    several = several.filter(pl.col("rows") > 1)
    if several.is_empty():
        return True
    return mean_of(several["days"] == 1) >= 0.8


def decide_layout(meanings: Meanings, sample: pl.DataFrame, grain: Grain | None) -> Layout:
    """Return what a row is. grain: what the merchant said, if anything."""
    document = meanings.cell(Field.DOCUMENT)
    found, reason = (grain, _("as you said")) if grain is not None else _grain(meanings, sample)
    if document is None:
        return Layout(found, reason, filled_down=_days_above(meanings, sample))
    receipts = _receipts(meanings, sample, document)
    return Layout(
        found,
        reason,
        filled_down=_filled_down(meanings, receipts),
        per_receipt=_per_receipt(meanings, receipts),
    )


def _days_above(meanings: Meanings, sample: pl.DataFrame) -> tuple[str, ...]:
    """Return the day's column where a day stands above its rows only once, and the rows have no number either."""
    day = meanings.cell(Field.DATE) or meanings.cell(Field.OCCURRED_AT)
    item = meanings.cell(Field.PRODUCT) or next(
        (cell for one in GOODS if (cell := meanings.cell(one)) is not None), None
    )
    if day is None or item is None or sample[day].null_count() < sample.height * 0.3:
        return ()
    begins = sample[day].head(1).is_not_null().all()
    undated = sample.filter(pl.col(day).is_null())
    return (day,) if begins and mean_of(undated[item].is_not_null()) > 0.9 else ()


def _grain(meanings: Meanings, sample: pl.DataFrame) -> tuple[Grain, str]:
    document = meanings.cell(Field.DOCUMENT)
    items = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    repeats = False
    if document is not None:
        filled = sample[document].drop_nulls()
        repeats = filled.n_unique() < len(filled) * REPEATS
    quantity, price = meanings.cell(Field.QUANTITY), meanings.cell(Field.UNIT_PRICE)
    if _is_day_by_day(meanings, sample):
        return Grain.DAY, _("each row has a day of its own")
    if (quantity and price) or (items and (repeats or document is None or quantity)):
        reason = (
            _("receipt numbers repeat on neighbouring lines")
            if repeats
            else _("each row has an item of its own")
        )
        return Grain.LINE, reason
    return Grain.RECEIPT, _("each row has an amount of its own")


def _is_day_by_day(meanings: Meanings, sample: pl.DataFrame) -> bool:
    """Return whether each row is a day, or a day of one location."""
    day = meanings.cell(Field.DATE)
    if day is None:
        moment = meanings.cell(Field.OCCURRED_AT)
        if moment is None or meanings.cell(Field.SALES) is None:
            return False
        day = moment
    if meanings.cell(Field.TIME) or meanings.cell(Field.PRODUCT):
        return False
    filled = sample.filter(pl.col(day).is_not_null() & pl.col(day).str.contains(r"\d"))
    if filled.height < 2:
        return meanings.cell(Field.SALES) is not None
    keys = [day, *(cell for cell in [meanings.cell(Field.LOCATION)] if cell)]
    if filled.select(keys).n_unique() < filled.height * 0.99:
        return False
    return _are_close_together(filled.height, filled[day].n_unique(), meanings)


def _are_close_together(rows: int, days: int, meanings: Meanings) -> bool:
    # A shop with less than one receipt a day has rows of single days as well, but names and numbers on them.
    if meanings.cell(Field.SALES) is not None:
        return True
    of_a_receipt = (
        Field.CUSTOMER, Field.PAYMENT_METHOD, Field.STAFF, Field.STATUS, Field.KIND, Field.VOIDED
    )  # fmt: skip
    document = meanings.cell(Field.DOCUMENT)
    if document is not None and not is_named(meanings.column(document).name, "closing"):
        return False
    return not any(meanings.cell(one) for one in of_a_receipt) and days >= rows * 0.5


def _receipts(meanings: Meanings, sample: pl.DataFrame, document: str) -> pl.DataFrame:
    """Return the rows of receipts that have more than one, with their place in it."""
    down = pl.col(document).forward_fill()
    numbered = sample.with_columns(down.alias("document")).with_columns(
        pl.int_range(pl.len()).over("document").alias("nth"), pl.len().over("document").alias("of")
    )
    return numbered.filter(pl.col("of") > 1)


def _filled_down(meanings: Meanings, receipts: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns that only the first row of a receipt fills."""
    if receipts.height < FEWEST:
        return ()
    found = []
    for cell, one in meanings.chosen.items():
        if one.field in (*GOODS, *EXTRAS, Field.IGNORE, Field.PRODUCT, Field.QUANTITY, Field.NOTE):
            continue
        first = receipts.filter(pl.col("nth") == 0)[cell].is_not_null()
        later = receipts.filter(pl.col("nth") > 0)[cell].is_null()
        if mean_of(first) > 0.5 and mean_of(later) >= HOLDS:
            found.append(cell)
    return tuple(found)


def _per_receipt(meanings: Meanings, receipts: pl.DataFrame) -> frozenset[Field]:
    """Return the amounts that stand on the first row of a receipt only, or say the same on each of its rows."""
    if receipts.height < FEWEST:
        return frozenset()
    found = set()
    for cell, one in meanings.chosen.items():
        if one.field not in (*GOODS, *EXTRAS, Field.PAYOUT):
            continue
        comma = meanings.column(cell).profile.decimal_comma
        amounts = receipts.select(
            "document", "nth", parse_numbers(receipts[cell], decimal_comma=comma).alias("amount")
        )
        if _is_once(amounts):
            found.add(one.field)
    return frozenset(found)


def _is_once(amounts: pl.DataFrame) -> bool:
    later = amounts.filter(pl.col("nth") > 0)["amount"]
    first = amounts.filter(pl.col("nth") == 0)["amount"]
    if mean_of(later.is_null()) >= HOLDS and mean_of(first.is_not_null()) > 0.3:
        return True
    by_receipt = amounts.group_by("document").agg(
        (pl.col("amount").n_unique() == 1).alias("same"),
        (pl.col("amount").fill_null(0) != 0).any().alias("used"),
    )
    used = by_receipt.filter("used")
    return used.height >= FEWEST and mean_of(used["same"]) >= 0.9
