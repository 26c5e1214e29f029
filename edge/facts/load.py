"""Brings facts in: stages them by COPY, page by page, then publishes all of them in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

from edge.facts import batches
from edge.facts.dimensions import Feed
from edge.facts.events import LineKind
from edge.facts.frames import EVENTS, LINES, conform, frames_of
from edge.facts.ledger import Batch
from edge.facts.names import CUSTOMERS, LOCATIONS, PRODUCTS, STAFF, Names
from edge.facts.records import Record
from edge.facts.scopes import clock_of
from edge.lib.money import exponent
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

_SHARED = [
    "batch_id",
    "position",
    "document",
    "occurred_at",
    "moment",
    "business_date",
    "hour",
    "currency",
    "kind",
    "amount_minor",
    "location_id",
    "staff_id",
    "customer_id",
    "payment_method",
    "channel",
    "country",
    "attributes",
]
STAGED_LINE = [*_SHARED, "product_id", "category", "quantity", "unit_price", "sale_document"]
STAGED_EVENT = [*_SHARED, "sales", "sale_document", "note"]
# Longer texts are cut to what the tables hold.
_WIDTHS = {
    "document": 120,
    "sale_document": 120,
    "payment_method": 40,
    "channel": 40,
    "country": 60,
    "category": 120,
    "note": 400,
}


def feed_for(merchant: Merchant, *, kind: str, key: str, name: str) -> Feed:
    """Return the merchant's feed of that kind and key, made where it is missing."""
    with tenant_context(merchant):
        feed, _ = Feed.objects.for_merchant(merchant).get_or_create(
            merchant=merchant, kind=kind, key=key[:120], defaults={"name": name[:120]}
        )
    return feed


def open_batch(merchant: Merchant, feed: Feed) -> Batch:
    """Return a new batch that rows can be staged for."""
    with tenant_context(merchant):
        return Batch.objects.create(merchant=merchant, feed=feed)


def load_records(merchant: Merchant, feed: Feed, records: Sequence[Record]) -> Batch:
    """Load sales, refunds and other money, all or nothing, and return the published batch.

    Sending the same again changes nothing; sending a document again with another content corrects it.
    """
    events, lines = frames_of(records)
    return load_frames(merchant, feed, events, lines, rows=len(records))


def load_frames(
    merchant: Merchant,
    feed: Feed,
    events: pl.DataFrame,
    lines: pl.DataFrame,
    *,
    rows: int | None = None,
) -> Batch:
    """Load columns of facts (edge.facts.frames), all or nothing, and return the published batch.

    rows: how many rows of the source they stand for; without it one each.
    """
    with tenant_context(merchant):
        batch = open_batch(merchant, feed)
        stage = Stage(merchant, batch)
        stage.add(events, lines)
        batch.rows = events.height + lines.height if rows is None else rows
        batch.save(update_fields=["rows"])
        return stage.publish()


@dataclass
class Stage:
    """The rows of one batch on their way in; `add` pages, then `publish` once."""

    merchant: Merchant
    batch: Batch
    names: Names = field(init=False)
    _positions: int = 0
    # The calendar that has dated all rows; unknown where an earlier attempt dated some.
    _dated_by: str = ""

    def __post_init__(self) -> None:
        self.names = Names(self.merchant)
        self._dated_by = self.merchant.calendar_key

    def clear(self) -> None:
        """Forget what an earlier, killed attempt has staged."""
        batches.clear_stage(self.batch)
        self._positions = 0
        self._dated_by = self.merchant.calendar_key

    @property
    def position(self) -> int:
        """How many rows the stage has taken so far."""
        return self._positions

    def holds(self, rows: int) -> bool:
        """Return whether exactly that many rows lie staged."""
        return batches.count_staged(self.batch) == rows

    def add(self, events: pl.DataFrame, lines: pl.DataFrame, *, is_staged: bool = False) -> None:
        """Stage a page of facts; both frames may be empty. Each call is a transaction of its own.

        is_staged: an earlier, killed attempt has written this page; only what is remembered of it is missing.
        """
        if is_staged:
            self._dated_by = ""
        with tenant_context(self.merchant):
            if lines.height:
                frame = self._lines(lines)
                if not is_staged:
                    self._copy("facts_stagedline", STAGED_LINE, frame)
            if events.height:
                frame = self._events(events)
                if not is_staged:
                    self._copy("facts_stagedevent", STAGED_EVENT, frame)

    def publish(self) -> Batch:
        """Publish the batch; all of it becomes visible at once."""
        return batches.publish(self.batch, names=self.names, dated_by=self._dated_by)

    def _lines(self, lines: pl.DataFrame) -> pl.DataFrame:
        frame = priced(conform(lines, LINES), self.merchant.currency)
        frame = frame.with_columns(
            pl.coalesce("product_code", "product_name").alias("product_code")
        )
        frame = self.names.with_ids(frame, "product_code", "product_id", PRODUCTS)
        self.names.note_spellings(frame)
        return self._placed(frame)

    def _events(self, events: pl.DataFrame) -> pl.DataFrame:
        frame = conform(events, EVENTS)
        frame = frame.with_columns(pl.col("currency").fill_null(self.merchant.currency))
        return self._placed(frame)

    def _placed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with ids for names, business days for instants, and its place in the batch."""
        frame = self.names.with_ids(frame, "location", "location_id", LOCATIONS)
        frame = self.names.with_ids(frame, "staff", "staff_id", STAFF)
        frame = self.names.with_ids(frame, "customer", "customer_id", CUSTOMERS)
        start = self._positions
        self._positions += frame.height
        texts = [
            pl.col(name).fill_null("").str.slice(0, width).alias(name)
            for name, width in _WIDTHS.items()
            if name in frame.columns
        ]
        return frame.with_columns(
            *texts,
            *business_moment(self.merchant),
            _moment(clock_of(self.merchant, self.batch.feed)),
            pl.lit(self.batch.pk).alias("batch_id"),
            pl.int_range(start, start + frame.height, dtype=pl.Int64).alias("position"),
        )

    def _copy(self, table: str, columns: list[str], frame: pl.DataFrame) -> None:
        buffer = BytesIO()
        frame.select(columns).write_csv(
            buffer, include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f+00"
        )
        with connection.cursor() as cursor:
            statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)"
            with cursor.copy(statement) as copy:
                copy.write(buffer.getbuffer())


def business_moment(merchant: Merchant) -> tuple[pl.Expr, pl.Expr]:
    """Return `occurred_at` as business day and hour: edge.lib.period's rule over a whole column."""
    wall = pl.col("occurred_at").dt.convert_time_zone(merchant.time_zone).dt.replace_time_zone(None)
    shifted = wall - pl.duration(minutes=merchant.day_end_minutes)
    return (
        shifted.dt.date().alias("business_date"),
        wall.dt.hour().cast(pl.Int16).alias("hour"),
    )


def _moment(clock: str) -> pl.Expr:
    """Return `occurred_at` as edge.facts.merge.MOMENT spells it: seconds with six decimals on a clock's face."""
    wall = pl.col("occurred_at").dt.convert_time_zone(clock).dt.replace_time_zone(None)
    return (wall.dt.timestamp("us").cast(pl.Decimal(38, 6)) / 1_000_000).alias("moment")


def priced(lines: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Return lines with amount and kind filled in: exact integers, rounded half up once a line."""
    quantity = (pl.col("quantity") * 10_000).cast(pl.Int128)
    price = (pl.col("unit_price") * 1_000_000).cast(pl.Int128)
    exact = (quantity * price).alias("exact")
    frame = lines.with_columns(pl.col("currency").fill_null(currency)).with_columns(exact)
    sign = pl.coalesce(pl.col("exact").sign(), pl.col("amount_minor").sign().cast(pl.Int128))
    frame = frame.with_columns(
        pl.coalesce(
            pl.col("amount_minor"), _half_up({currency, *frame["currency"].unique()})
        ).alias("amount_minor"),
        pl.coalesce(
            pl.col("kind"),
            pl.when(sign > 0)
            .then(pl.lit(LineKind.SALE.value))
            .when(sign < 0)
            .then(pl.lit(LineKind.REFUND.value))
            .otherwise(pl.lit(LineKind.OTHER.value)),
        ).alias("kind"),
        pl.col("quantity").fill_null(0),
        pl.col("unit_price").fill_null(0),
    )
    return frame.drop("exact")


def _half_up(currencies: set[str]) -> pl.Expr:
    """Return column `exact` (ten decimals) in minor units, rounded half away from zero."""
    steps: dict[Any, int] = {code: 10 ** (10 - exponent(code)) for code in currencies}
    step = pl.col("currency").replace_strict(steps, return_dtype=pl.Int128)
    magnitude = (pl.col("exact").abs() + step // 2) // step
    return (magnitude * pl.col("exact").sign()).cast(pl.Int64)
