"""What happened at a merchant's; each file beside this one holds one group of tables."""

from edge.facts.dimensions import (
    CardFingerprint,
    Customer,
    Feed,
    Location,
    Product,
    ProductKind,
    Staff,
)
from edge.facts.events import EventKind, LineItem, LineKind, MoneyEvent
from edge.facts.ledger import (
    Batch,
    BatchKind,
    BatchState,
    Coverage,
    Note,
    Overlap,
    Restatement,
    Review,
)
from edge.facts.rollup_tables import DayRollup, HourRollup
from edge.facts.staging import Claim, StagedEvent, StagedLine

__all__ = [
    "Batch",
    "BatchKind",
    "BatchState",
    "CardFingerprint",
    "Claim",
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
    "Overlap",
    "Product",
    "ProductKind",
    "Restatement",
    "Review",
    "Staff",
    "StagedEvent",
    "StagedLine",
]
