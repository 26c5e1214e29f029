"""Turns pages of text into facts by a reading, and says which rows it refuses and which are no sales."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import time

import polars as pl
from django.utils.translation import gettext_lazy as _
from polars.expr.whenthen import ChainedThen, Then

from connectors.uploads.cells.values import parse_moments, parse_times, plain_reference, to_instants
from connectors.uploads.interpreting.amounts import (
    numeric_columns,
    with_currency,
    with_paid,
    with_stated,
)
from connectors.uploads.interpreting.fields import NUMBERS, Field
from connectors.uploads.interpreting.reading import Grain, Reading, RowMeaning
from connectors.uploads.interpreting.row_meanings import CARRIED, with_meanings
from connectors.uploads.interpreting.shape import (
    beside_of,
    lines_of,
    moved_of,
    sales_of,
    text_of,
    with_customers,
)
from connectors.uploads.opening.table import EXTRA
from connectors.uploads.scrubbing.cards import cut_cards_in
from edge.merchants.models import Merchant

REASONS = {
    "too_many_fields": _("more fields than the header has names"),
    "no_day": _("no day of sale"),
    "bad_day": _("the day of sale is no date"),
    "no_amount": _("no amount"),
    "bad_amount": _("the amount is no number"),
    "bad_quantity": _("the quantity is no number"),
    "too_large": _("the amount is too large to be real"),
}
# Rows that are refused for these may well say what they hold.
_OF_KNOWN_AMOUNT = ("no_day", "bad_day")
# More than that in major units is a typing error or a number of another kind.
LARGEST = 10**10
LONGEST_RAW = 1_000
# Numbers of documents and goods are long as well, and are no cards.
_NEVER_CARDS = frozenset(
    {Field.DOCUMENT, Field.PRODUCT_CODE, Field.DATE, Field.TIME, Field.OCCURRED_AT}
)


@dataclass(frozen=True)
class Page:
    """What became of a page of rows; each frame has the `line` that its rows stood on.

    refused: line, code. left_out: line, reason: rows that are no sales. Both with amount_minor, currency and raw; an
    amount is null where it is unknown, or stands on another row of its receipt too.
    """

    events: pl.DataFrame
    lines: pl.DataFrame
    refused: pl.DataFrame
    left_out: pl.DataFrame
    # What each row says by itself: the cells of the reading's marks, amount_minor (null where refused), currency.
    stated: pl.DataFrame
    # The rows as they stand in the file.
    source: pl.DataFrame

    @property
    def rows(self) -> int:
        """How many rows of the file it stands for."""
        return self.source.height


@dataclass
class Interpreter:
    """Reads the pages of one file in order; what it remembers between pages is which receipts it has counted."""

    merchant: Merchant
    reading: Reading
    separator: str = ","
    _above: dict[str, str | None] = field(default_factory=dict)
    _counted: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt64))
    _rest: pl.DataFrame | None = None

    def pages(self, raw: Iterable[pl.DataFrame]) -> Iterator[Page]:
        """Yield the facts of a file's pages; a receipt whose amounts belong together is never cut in two."""
        for page in raw:
            yield from self.next(page)
        yield from self.last()

    def next(self, page: pl.DataFrame) -> Iterator[Page]:
        """Yield the facts of the next page, and of what was left of those before."""
        if not self._needs_whole_receipts:
            yield self.read(page)
            return
        whole, self._rest = self._cut(page if self._rest is None else pl.concat([self._rest, page]))
        if whole.height:
            yield self.read(whole)

    def last(self) -> Iterator[Page]:
        """Yield the facts of what is left once there is no further page."""
        if self._rest is not None and self._rest.height:
            yield self.read(self._rest)
        self._rest = None

    @property
    def _needs_whole_receipts(self) -> bool:
        reading = self.reading
        together = (RowMeaning.DISCOUNT, RowMeaning.REVERSAL)
        spreads = any(one in together for mark in reading.marks for _word, one in mark.words)
        return reading.has(Field.DOCUMENT) and bool(
            reading.per_receipt or reading.filled_down or spreads
        )

    def _cut(self, page: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return a page without its last receipt, and that receipt, which the next page may go on with."""
        document = self.reading.column(Field.DOCUMENT)
        if document is None:
            return page, page.clear()
        numbers = page[document.cell].forward_fill()
        changes = (numbers != numbers.shift(1)).fill_null(value=True).arg_true()
        last = int(changes[-1]) if len(changes) else 0
        return page.slice(0, last), page.slice(last)

    def read(self, page: pl.DataFrame) -> Page:
        """Return the facts of a page."""
        stated = self._stated(page)
        frame = with_paid(stated, self.reading)
        refused = frame.filter(pl.col("code").is_not_null())
        is_good = pl.col("code").is_null() & (pl.col("meaning").is_in(CARRIED))
        good = frame.filter(is_good)
        moved = frame.filter(pl.col("code").is_null() & ~pl.col("meaning").is_in(CARRIED))
        if self.reading.amount_per_receipt:
            good = self._once_per_receipt(good)
        good = with_customers(good, self.reading, self.merchant)
        moved = with_customers(moved, self.reading, self.merchant)
        events = [
            *beside_of(good, self.reading),
            *moved_of(moved, self.reading),
        ]
        lines = pl.DataFrame()
        if self.reading.has_lines:
            lines = lines_of(good, self.reading)
        else:
            events = [*sales_of(good, self.reading), *events]
        kept = [one for one in events if one.height]
        return Page(
            events=pl.concat(kept, how="diagonal") if kept else pl.DataFrame(),
            lines=lines,
            refused=self._told(refused, "code"),
            left_out=self._told(moved.with_columns(pl.col("meaning").alias("reason")), "reason"),
            stated=self._own(stated),
            source=page,
        )

    def _told(self, rows: pl.DataFrame, why: str) -> pl.DataFrame:
        """Return rows that are no sales with what they hold, as far as it can be known."""
        can_be = pl.col("code").is_null() | pl.col("code").is_in(_OF_KNOWN_AMOUNT)
        if self.reading.amount_per_receipt:
            can_be = can_be & pl.struct("document", why).is_first_distinct()
        amount = pl.when(can_be).then(pl.col("paid")).alias("amount_minor")
        return self._with_raw(rows).select("line", why, amount, "currency", "raw")

    def _own(self, stated: pl.DataFrame) -> pl.DataFrame:
        amount = pl.when(pl.col("code").is_null()).then(pl.col("paid")).alias("amount_minor")
        cells = sorted({mark.cell for mark in self.reading.marks})
        return stated.select(*cells, "document", amount, "currency")

    def _stated(self, page: pl.DataFrame) -> pl.DataFrame:
        reading = self.reading
        texts = [column for column in reading.columns if column.field not in NUMBERS]
        clean = cut_cards_in(page, [one.cell for one in texts if one.field not in _NEVER_CARDS])
        frame = clean.with_columns(numeric_columns(clean, reading))
        day = self.reading.column(Field.OCCURRED_AT) or self.reading.column(Field.DATE)
        own_day = pl.col(day.cell).is_not_null() if day is not None else pl.lit(value=False)
        frame = self.filled_down(frame.with_columns(own_day.alias("has_own_day")))
        frame = frame.with_columns(self._moments(frame).alias("occurred_at"))
        frame = frame.with_columns(self._document().alias("document"))
        base = self.reading.paid.base
        if base is not None and self.reading.amount_per_receipt:
            # It may stand on the first row of a receipt only.
            frame = frame.with_columns(
                pl.col(base.value).drop_nulls().first().over("document").alias(base.value)
            )
        frame = with_meanings(frame, reading)
        frame = frame.with_columns(self._code())
        return with_stated(with_currency(frame, reading, self.merchant), reading)

    def filled_down(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of a receipt what only its first row says."""
        document = self.reading.column(Field.DOCUMENT)
        if not self.reading.filled_down:
            return frame
        if document is None:
            return self._carried(frame)
        if document.cell in self.reading.filled_down:
            frame = frame.with_columns(pl.col(document.cell).forward_fill())
        others = [cell for cell in self.reading.filled_down if cell != document.cell]
        return frame.with_columns(
            pl.col(cell).forward_fill().over(document.cell) for cell in others
        )

    def _carried(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give rows what the last row above them said, on whichever page that stood."""
        for cell in self.reading.filled_down:
            filled = (
                pl.col(cell)
                .forward_fill()
                .fill_null(pl.lit(self._above.get(cell), dtype=pl.String))
            )
            frame = frame.with_columns(filled)
            self._above[cell] = frame[cell][-1] if frame.height else self._above.get(cell)
        return frame

    def raw_of(self, row: pl.DataFrame) -> str:
        """Return one row as it stands in the file, card numbers cut."""
        return str(self._with_raw(row)["raw"][0])

    def _with_raw(self, rows: pl.DataFrame) -> pl.DataFrame:
        cells = [pl.col(one.cell).fill_null("") for one in self.reading.columns]
        raw = pl.concat_str(cells, separator=self.separator).str.slice(0, LONGEST_RAW)
        return cut_cards_in(rows.with_columns(raw.alias("raw")), ["raw"])

    def _moments(self, page: pl.DataFrame) -> pl.Series:
        whole = self.reading.column(Field.OCCURRED_AT)
        day = whole or self.reading.column(Field.DATE)
        if day is None:
            return pl.Series([None] * page.height, dtype=pl.Datetime("us", "UTC"))
        found = parse_moments(page[day.cell], day.formats)
        if isinstance(found.dtype, pl.Datetime) and found.dtype.time_zone is not None:
            return found.dt.convert_time_zone("UTC")
        if whole is None or not _says_a_time(found, day.formats):
            found = self._with_clock(page, found)
        clock = self.reading.column(Field.TIME)
        if day.zone or (clock is not None and clock.zone):
            return found.dt.replace_time_zone("UTC")
        frame = pl.DataFrame({"local": found})
        return frame.select(to_instants(pl.col("local"), self.merchant.time_zone)).to_series()

    def _with_clock(self, page: pl.DataFrame, days: pl.Series) -> pl.Series:
        clock = self.reading.column(Field.TIME)
        if clock is None:
            # A day without a time stands at noon, which belongs to that day wherever it ends.
            return _at_noon(days)
        times = parse_times(page[clock.cell], clock.formats)
        return (
            pl.DataFrame({"d": days, "t": times})
            .select(pl.col("d").dt.date().dt.combine(pl.col("t").fill_null(pl.time(12))))
            .to_series()
        )

    def _document(self) -> pl.Expr:
        moment = pl.col("occurred_at").dt.strftime("%Y-%m-%d %H:%M:%S")
        if self.reading.grain == Grain.DAY:
            return pl.col("occurred_at").dt.strftime("%Y-%m-%d")
        text = text_of(self.reading, Field.DOCUMENT)
        return moment if text is None else pl.coalesce(plain_reference(text), moment)

    def _code(self) -> pl.Expr:
        """The reason why a row cannot be read, or null; rows that are no sales are never refused."""
        is_out = ~pl.col("meaning").is_in(CARRIED)
        checks: Then | ChainedThen = pl.when(is_out).then(None)
        checks = checks.when(pl.col(EXTRA).is_not_null()).then(pl.lit("too_many_fields"))
        day = self.reading.column(Field.OCCURRED_AT) or self.reading.column(Field.DATE)
        no_day = pl.col(day.cell).is_null() if day is not None else pl.lit(value=True)
        checks = checks.when(pl.col("occurred_at").is_null() & no_day).then(pl.lit("no_day"))
        checks = checks.when(pl.col("occurred_at").is_null()).then(pl.lit("bad_day"))
        for meaning, code in self._needed():
            columns = self.reading.columns_of(meaning)
            if not columns:
                continue
            parsed = pl.col(meaning.value)
            if self.reading.empty_is_nothing and self.reading.has(Field.REFUND_AMOUNT):
                parsed = pl.coalesce(parsed, pl.col(Field.REFUND_AMOUNT.value))
            if self.reading.has(Field.MONEY_OUT) and code == "bad_amount":
                parsed = pl.coalesce(parsed, pl.col(Field.MONEY_OUT.value))
            is_written = pl.any_horizontal(pl.col(one.cell).is_not_null() for one in columns)
            checks = checks.when(parsed.is_null() & is_written).then(pl.lit(code))
            checks = checks.when(parsed.is_null()).then(pl.lit("no_amount"))
            checks = checks.when(parsed.abs() > LARGEST).then(pl.lit("too_large"))
        return checks.otherwise(None).alias("code")

    def _needed(self) -> list[tuple[Field, str]]:
        base = self.reading.paid.base
        amount = (Field.UNIT_PRICE if base is None else base, "bad_amount")
        if self.reading.has_lines and self.reading.paid.base is None:
            return [(Field.QUANTITY, "bad_quantity"), amount]
        return [amount]

    def _once_per_receipt(self, good: pl.DataFrame) -> pl.DataFrame:
        first = good.unique("document", keep="first", maintain_order=True)
        marks = first["document"].hash()
        is_fresh = ~marks.is_in(self._counted.implode())
        self._counted = pl.concat([self._counted, marks.filter(is_fresh)])
        return first.filter(is_fresh)


def _says_a_time(moments: pl.Series, formats: tuple[str, ...]) -> bool:
    """Return whether moments have a time of day: a spreadsheet writes days as midnights."""
    if not any("%H" in one or "%I" in one or "%" not in one for one in formats):
        return False
    times = moments.drop_nulls().dt.time()
    return not bool((times == time(0)).all())


def _at_noon(days: pl.Series) -> pl.Series:
    return pl.DataFrame({"d": days}).select(pl.col("d") + pl.duration(hours=12)).to_series()
