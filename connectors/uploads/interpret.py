"""Turns pages of text into facts by a reading: sales, refunds, tips, taxes, fees; and says which rows it refuses."""

from dataclasses import dataclass, field

import polars as pl
from django.utils.translation import gettext_lazy as _
from polars.expr.whenthen import ChainedThen, Then

from connectors.uploads.cards import cut_cards_in
from connectors.uploads.fields import Field, cell_words
from connectors.uploads.reading import Grain, Reading
from connectors.uploads.shape import (
    amount_field,
    beside_of,
    lines_of,
    sales_of,
    text_of,
    with_customers,
)
from connectors.uploads.table import EXTRA
from connectors.uploads.values import (
    parse_moments,
    parse_numbers,
    parse_times,
    plain_reference,
    to_instants,
)
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
# More than that in major units is a typing error or a number of another kind.
LARGEST = 10**10
LONGEST_RAW = 1_000
# Numbers of documents and goods are long as well, and are no cards.
_NEVER_CARDS = frozenset(
    {Field.DOCUMENT, Field.PRODUCT_CODE, Field.DATE, Field.TIME, Field.OCCURRED_AT}
)
_NUMERIC = (
    Field.QUANTITY,
    Field.UNIT_PRICE,
    Field.LINE_AMOUNT,
    Field.AMOUNT,
    Field.TIP,
    Field.TAX,
    Field.FEE,
    Field.REFUND_AMOUNT,
    Field.SALES,
)


@dataclass(frozen=True)
class Page:
    """What became of a page of rows. refused: line, code, raw; left_out: rows that are no sales."""

    events: pl.DataFrame
    lines: pl.DataFrame
    refused: pl.DataFrame
    left_out: pl.DataFrame
    rows: int


@dataclass
class Interpreter:
    """Reads the pages of one file in order; what it remembers between pages is which receipts it has counted."""

    merchant: Merchant
    reading: Reading
    separator: str = ","
    _counted: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))

    def read(self, page: pl.DataFrame) -> Page:
        """Return the facts of a page."""
        frame = self._parsed(page)
        refused = frame.filter(pl.col("code").is_not_null())
        left_out = frame.filter(pl.col("code").is_null() & pl.col("is_left_out"))
        good = frame.filter(pl.col("code").is_null() & ~pl.col("is_left_out"))
        if self.reading.amount_per_receipt:
            good = self._once_per_receipt(good)
        good = with_customers(good, self.reading, self.merchant)
        events = beside_of(good, self.reading, self.merchant)
        lines = pl.DataFrame()
        if self.reading.has_lines:
            lines = lines_of(good, self.reading, self.merchant)
        else:
            events = [*sales_of(good, self.reading, self.merchant), *events]
        kept = [one for one in events if one.height]
        return Page(
            events=pl.concat(kept, how="diagonal") if kept else pl.DataFrame(),
            lines=lines,
            refused=self._with_raw(refused).select("line", "code", "raw"),
            left_out=self._with_raw(left_out).select("line", "raw"),
            rows=page.height,
        )

    def _parsed(self, page: pl.DataFrame) -> pl.DataFrame:
        reading = self.reading
        texts = [column for column in reading.columns if column.field not in _NUMERIC]
        clean = cut_cards_in(page, [one.cell for one in texts if one.field not in _NEVER_CARDS])
        numbers = [
            parse_numbers(page[one.cell], decimal_comma=one.decimal_comma).alias(one.field.value)
            for one in reading.columns
            if one.field in _NUMERIC
        ]
        frame = clean.with_columns(numbers).with_columns(self._moments(clean).alias("occurred_at"))
        frame = frame.with_columns(self._document().alias("document"))
        return frame.with_columns(self._code(), self._left_out(), self._sign().alias("sign"))

    def raw_of(self, row: pl.DataFrame) -> str:
        """Return one row as it stands in the file, card numbers cut."""
        return str(self._with_raw(row)["raw"][0])

    def _with_raw(self, rows: pl.DataFrame) -> pl.DataFrame:
        cells = [pl.col(one.cell).fill_null("") for one in self.reading.columns]
        raw = pl.concat_str(cells, separator=self.separator).str.slice(0, LONGEST_RAW)
        return cut_cards_in(rows.with_columns(raw.alias("raw")), ["raw"])

    def _moments(self, page: pl.DataFrame) -> pl.Series:
        whole = self.reading.column(Field.OCCURRED_AT)
        found = (
            self._day_and_time(page)
            if whole is None
            else parse_moments(page[whole.cell], whole.formats)
        )
        if isinstance(found.dtype, pl.Datetime) and found.dtype.time_zone is not None:
            return found.dt.convert_time_zone("UTC")
        frame = pl.DataFrame({"local": found})
        return frame.select(to_instants(pl.col("local"), self.merchant.time_zone)).to_series()

    def _day_and_time(self, page: pl.DataFrame) -> pl.Series:
        day = self.reading.column(Field.DATE)
        if day is None:
            return pl.Series([None] * page.height, dtype=pl.Datetime("us"))
        days = parse_moments(page[day.cell], day.formats)
        clock = self.reading.column(Field.TIME)
        if clock is None:
            # A day without a time stands at noon, which belongs to that day wherever it ends.
            return pl.DataFrame({"d": days}).select(pl.col("d") + pl.duration(hours=12)).to_series()
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
        """The reason why a row cannot be read, or null."""
        checks: Then | ChainedThen = pl.when(pl.col(EXTRA).is_not_null()).then(
            pl.lit("too_many_fields")
        )
        day = self.reading.column(Field.OCCURRED_AT) or self.reading.column(Field.DATE)
        no_day = pl.col(day.cell).is_null() if day is not None else pl.lit(value=True)
        is_total = self._is_total()
        checks = checks.when(pl.col("occurred_at").is_null() & no_day & ~is_total).then(
            pl.lit("no_day")
        )
        checks = checks.when(pl.col("occurred_at").is_null() & ~is_total).then(pl.lit("bad_day"))
        for meaning, code in self._needed():
            column = self.reading.column(meaning)
            if column is None:
                continue
            parsed, raw = pl.col(meaning.value), pl.col(column.cell)
            checks = checks.when(parsed.is_null() & raw.is_not_null() & ~is_total).then(
                pl.lit(code)
            )
            checks = checks.when(parsed.is_null() & ~is_total).then(pl.lit("no_amount"))
            checks = checks.when(parsed.abs() > LARGEST).then(pl.lit("too_large"))
        return checks.otherwise(None).alias("code")

    def _needed(self) -> list[tuple[Field, str]]:
        if self.reading.has_lines:
            is_priced = self.reading.has(Field.UNIT_PRICE)
            priced = Field.UNIT_PRICE if is_priced else amount_field(self.reading)
            return [(Field.QUANTITY, "bad_quantity"), (priced, "bad_amount")]
        return [(amount_field(self.reading), "bad_amount")]

    def _is_total(self) -> pl.Expr:
        """Whether a row without a moment is a total between the sales."""
        words = list(cell_words("totals"))
        texts = [
            pl.col(one.cell).str.strip_chars(" :").str.to_lowercase().is_in(words)
            for one in self.reading.columns
            if one.field not in _NUMERIC
        ]
        found = pl.any_horizontal(texts) if texts else pl.lit(value=False)
        return found.fill_null(value=False) & pl.col("occurred_at").is_null()

    def _left_out(self) -> pl.Expr:
        void = pl.lit(value=False)
        for word in self._marks():
            void = void | word.is_in(list(cell_words("void"))).fill_null(value=False)
        return (void | self._is_total()).alias("is_left_out")

    def _marks(self) -> list[pl.Expr]:
        found = (text_of(self.reading, Field.STATUS), text_of(self.reading, Field.KIND))
        return [one.str.to_lowercase() for one in found if one is not None]

    def _sign(self) -> pl.Expr:
        """-1 where a row's words say that money went back, else 1."""
        back = pl.lit(value=False)
        words = list(cell_words("refund") | cell_words("reversed"))
        column = text_of(self.reading, Field.KIND)
        if column is not None:
            back = column.str.to_lowercase().is_in(words).fill_null(value=False)
        return pl.when(back).then(-1).otherwise(1)

    def _once_per_receipt(self, good: pl.DataFrame) -> pl.DataFrame:
        first = good.unique("document", keep="first", maintain_order=True)
        fresh = first.filter(~pl.col("document").is_in(self._counted.implode()))
        self._counted = pl.concat([self._counted, fresh["document"]])
        return fresh
