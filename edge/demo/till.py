"""The invented café's till: brings its books into the facts, up to any moment, without loading anything twice."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import polars as pl
from django.db import connection

from edge.demo.conditions import Cafe
from edge.demo.ledger import Ledger, keep_books
from edge.facts.dimensions import Feed
from edge.facts.ledger import Batch
from edge.facts.load import feed_for, load_frames
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

KIND = "demo"
# What lines tell of by themselves.
_FROM_LINES = ("sale", "refund")


@dataclass(frozen=True)
class Till:
    """The till of one invented café in Edge."""

    merchant: Merchant
    feed: Feed
    cafe: Cafe

    def data_until(self) -> datetime | None:
        """Return the latest moment that is loaded; None before the first."""
        with tenant_context(self.merchant):
            feed = Feed.objects.for_merchant(self.merchant).get(pk=self.feed.pk)
        return feed.data_until


def open_till(merchant: Merchant, *, today: date) -> Till:
    """Return the merchant's till; a new one starts its history so that it ends on the day before `today`."""
    with tenant_context(merchant):
        feed = Feed.objects.for_merchant(merchant).filter(kind=KIND).order_by("pk").first()
    if feed is None:
        feed = feed_for(merchant, kind=KIND, key=today.isoformat(), name="Till")
    return Till(merchant, feed, Cafe.invented_on(date.fromisoformat(feed.key)))


def load_until(till: Till, moment: datetime) -> Batch | None:
    """Load what the café did since the last load, up to `moment`; return the batch, None where it did nothing."""
    ledger = pending(till, moment)
    if not ledger.events.height:
        return None
    events, lines = frames_of(ledger)
    batch = load_frames(till.merchant, till.feed, events, lines)
    _remember_cards(till.merchant, ledger)
    return batch


def pending(till: Till, moment: datetime) -> Ledger:
    """Return what the café did up to `moment` and the till has not told of yet."""
    last = till.merchant.calendar.business_date(moment)
    since = till.data_until()
    if since is None:
        return keep_books(till.cafe, till.cafe.opening, last).until(moment)
    first = till.merchant.calendar.business_date(since)
    return _recent_books(till.cafe, first, last).after(since).until(moment)


@lru_cache(maxsize=1)
def _recent_books(cafe: Cafe, first: date, last: date) -> Ledger:
    return keep_books(cafe, first, last)


def frames_of(ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the ledger as the columns of edge.facts.frames: events, lines."""
    events = ledger.events.filter(~pl.col("kind").is_in(_FROM_LINES))
    lines = ledger.lines.with_columns(
        product_code="code",
        product_name="name",
        unit_price=(pl.col("unit_price_minor") / 100).cast(pl.Decimal(24, 6)),
    )
    return events, lines


def _remember_cards(merchant: Merchant, ledger: Ledger) -> None:
    """Tie a card's fingerprint to each guest who paid with one."""
    paid = ledger.events.filter(
        pl.col("kind") == "sale", pl.col("payment_method") == "card", pl.col("customer") != ""
    )
    with tenant_context(merchant), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO facts_cardfingerprint (merchant_id, customer_id, fingerprint) "
            "SELECT merchant_id, id, md5('card of ' || reference) FROM facts_customer "
            "WHERE merchant_id = %s AND reference = ANY(%s) ON CONFLICT DO NOTHING",
            [merchant.pk, paid["customer"].unique().to_list()],
        )
