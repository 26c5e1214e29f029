"""Brings the invented café's books into the facts, up to any moment and nothing twice; till and card company apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
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


class Source(StrEnum):
    """Who tells of what happened; each is a feed of its own, and its value the feed's kind."""

    TILL = "demo"
    CARDS = "demo-cards"


_NAMES = {Source.TILL: "Till", Source.CARDS: "Card company"}
_CARD_KINDS = ("fee", "payout", "payout_deduction")
# What the lines of a till tell of by themselves.
_FROM_LINES = ("sale", "refund")


@dataclass(frozen=True)
class Till:
    """One invented café in Edge, with the feeds that tell of it."""

    merchant: Merchant
    cafe: Cafe
    feeds: Mapping[Source, Feed]

    def data_until(self, source: Source = Source.TILL) -> datetime | None:
        """Return the latest moment that a source has told of; None before the first."""
        with tenant_context(self.merchant):
            feed = Feed.objects.for_merchant(self.merchant).get(pk=self.feeds[source].pk)
        return feed.data_until


def open_till(merchant: Merchant, *, today: date) -> Till:
    """Return the merchant's café; a new one gets a history that ends on the day before `today`."""
    with tenant_context(merchant):
        known = Feed.objects.for_merchant(merchant).filter(kind=Source.TILL).order_by("pk").first()
    anchor = known.key if known else today.isoformat()
    feeds = {
        source: feed_for(merchant, kind=source, key=anchor, name=name)
        for source, name in _NAMES.items()
    }
    return Till(merchant, Cafe.invented_on(date.fromisoformat(anchor)), feeds)


def load_until(till: Till, moment: datetime, source: Source = Source.TILL) -> Batch | None:
    """Load what a source has to tell since its last load, up to `moment`.

    Return the batch; None where there was nothing to tell.
    """
    ledger = pending(till, moment, source)
    if not ledger.events.height:
        return None
    events, lines = frames_of(ledger)
    batch = load_frames(till.merchant, till.feeds[source], events, lines)
    _remember_cards(till.merchant, ledger)
    return batch


def pending(till: Till, moment: datetime, source: Source = Source.TILL) -> Ledger:
    """Return what happened up to `moment` and a source has not told of yet."""
    last = till.merchant.calendar.business_date(moment)
    since = till.data_until(source)
    if since is None:
        books = keep_books(till.cafe, till.cafe.opening, last)
    else:
        first = till.merchant.calendar.business_date(since)
        books = _recent_books(till.cafe, first, last).after(since)
    return _told_by(source, books.until(moment))


@lru_cache(maxsize=2)
def _recent_books(cafe: Cafe, first: date, last: date) -> Ledger:
    return keep_books(cafe, first, last)


def _told_by(source: Source, books: Ledger) -> Ledger:
    of_cards = pl.col("kind").is_in(_CARD_KINDS)
    if source is Source.CARDS:
        return Ledger(books.events.filter(of_cards), books.lines.clear())
    return Ledger(books.events.filter(~of_cards), books.lines)


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
    if not paid.height:
        return
    with tenant_context(merchant), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO facts_cardfingerprint (merchant_id, customer_id, fingerprint) "
            "SELECT merchant_id, id, md5('card of ' || reference) FROM facts_customer "
            "WHERE merchant_id = %s AND reference = ANY(%s) ON CONFLICT DO NOTHING",
            [merchant.pk, paid["customer"].unique().to_list()],
        )
