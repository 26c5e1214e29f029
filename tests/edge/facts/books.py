"""What tests of loading share: plain lines to load, and what a merchant's books hold afterwards."""

from datetime import UTC, datetime

import polars as pl

from edge.facts import load
from edge.facts.models import DayRollup, HourRollup, LineItem, MoneyEvent
from edge.merchants.tenancy import tenant_context

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FACTS = (
    "document",
    "occurred_at",
    "kind",
    "amount_minor",
    "business_date",
    "customer_id",
    "country",
    "attributes",
)


def make_lines(*rows, at=NOON):
    """Return lines of (document, product, quantity, price)."""
    return pl.DataFrame(
        [
            {
                "document": document,
                "occurred_at": at,
                "product_name": product,
                "quantity": str(quantity),
                "unit_price": str(price),
            }
            for document, product, quantity, price in rows
        ]
    ).with_columns(
        pl.col("quantity").str.to_decimal(scale=4), pl.col("unit_price").str.to_decimal(scale=6)
    )


def feed_of(merchant, *, kind="upload", key="till"):
    return load.feed_for(merchant, kind=kind, key=key, name=key)


def load_lines(merchant, *rows, at=NOON, feed=None):
    frame = make_lines(*rows, at=at) if rows else pl.DataFrame()
    return load.load_frames(merchant, feed or feed_of(merchant), pl.DataFrame(), frame)


def books(merchant):
    """Return all that is live, without ids of rows and numbers of batches: what anybody could see."""
    with tenant_context(merchant):
        events = MoneyEvent.objects.for_merchant(merchant).live()
        lines = LineItem.objects.for_merchant(merchant).live()
        hidden = {"id", "merchant_id"}
        return {
            "events": sorted(events.values_list(*FACTS, "sales"), key=repr),
            "lines": sorted(
                lines.values_list(*FACTS, "product__name", "quantity", "unit_price", "category"),
                key=repr,
            ),
            "hours": sorted(
                repr({key: value for key, value in row.items() if key not in hidden})
                for row in HourRollup.objects.for_merchant(merchant).values()
            ),
            "days": sorted(
                repr({key: value for key, value in row.items() if key not in hidden})
                for row in DayRollup.objects.for_merchant(merchant).values()
            ),
        }


def live_events(merchant, **which):
    with tenant_context(merchant):
        return list(MoneyEvent.objects.for_merchant(merchant).live().filter(**which))


def shape(found):
    """Return books without what differs from merchant to merchant."""
    return {
        "events": [row[:5] + row[6:] for row in found["events"]],
        "lines": [row[:5] + row[6:] for row in found["lines"]],
        "hours": found["hours"],
        "days": found["days"],
    }
