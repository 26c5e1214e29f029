"""What happened at a merchant's; each file beside this one holds one group of tables."""

from edge.facts.dimensions import (
    CardFingerprint,
    Customer,
    Feed,
    Location,
    Product,
    Staff,
)
from edge.facts.events import EventKind, LineItem, LineKind, MoneyEvent
from edge.facts.ledger import Batch, BatchState, Coverage, Note, Review
from edge.facts.rollup_tables import DayRollup, HourRollup

__all__ = [
    "Batch",
    "BatchState",
    "CardFingerprint",
    "Coverage",
    "Customer",
    "DayRollup",
    "EventKind",
    "Feed",
    "HourRollup",
    "LineItem",
    "LineKind",
    "Location",
    "MoneyEvent",
    "Note",
    "Product",
    "Review",
    "Staff",
]
