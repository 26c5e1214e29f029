"""What imports did to the books, sources of the same days, and what is no product, as programs read and say it."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from edge.facts.changes import Changes, DocumentChange
from edge.facts.dimensions import Feed, Location, Product
from edge.facts.goods import Suggestion
from edge.facts.overlap import OverlapSpan, Pair
from edge.lib.money import to_decimal


class DocumentChangeOut(Schema):
    """One document before and after; amounts in major units, refunds taken off, null where it was not there."""

    document: str
    day: date
    what: Literal["added", "changed", "moved", "removed"]
    currency: str
    before: str | None
    after: str | None
    moved_from: date | None


class ChangesOut(Schema):
    """How many documents an import added, changed or moved, and removed; corrections are listed before additions."""

    added: int
    changed: int
    removed: int
    documents: list[DocumentChangeOut]
    truncated: bool


class FeedOut(Schema):
    """A source of facts."""

    id: str
    kind: str
    name: str


class OverlapSpanOut(Schema):
    """Days in a row of which both tell, and what each tells; location is null for the whole business."""

    location: str | None
    first_day: date
    last_day: date
    days: int
    one: str
    other: str
    currency: str


class OverlapOut(Schema):
    """Two sources of the same days and which of them counts (null: both are added)."""

    one: FeedOut
    other: FeedOut
    counts: str | None
    is_chosen: bool
    likeness: Literal["same", "holds", "apart"]
    found_in_other: float
    spans: list[OverlapSpanOut]


class ChoiceIn(Schema):
    """Which of two sources counts on the days of which both tell; null adds them."""

    model_config = ConfigDict(extra="forbid")
    one: str
    other: str
    counts: str | None
    first_day: date | None = None
    last_day: date | None = None


class ChoiceOut(Schema):
    """The batch that the choice is; it can be undone like an import."""

    batch: str


Kind = Literal["product", "shipping", "fee", "adjustment", "deposit", "voucher", "tip", "discount"]


class ProductKindIn(Schema):
    """What a product is, by its code."""

    model_config = ConfigDict(extra="forbid")
    code: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Kind


class ProductOut(Schema):
    """A product and what it is."""

    code: str
    name: str
    kind: Kind


class SuggestionOut(ProductOut):
    """A product that is probably none; kind is what it seems to be."""

    reason: Literal["word", "behaviour"]
    lines: int
    amount: str
    currency: str


def show_changes(changes: Changes) -> dict[str, Any]:
    """Return what an import changed."""
    return {
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "documents": [show_change(one) for one in changes.documents],
        "truncated": changes.truncated,
    }


def show_change(change: DocumentChange) -> dict[str, Any]:
    """Return one document before and after."""
    return {
        "document": change.document,
        "day": change.day,
        "what": change.what,
        "currency": change.currency,
        "before": _major(change.before_minor, change.currency),
        "after": _major(change.after_minor, change.currency),
        "moved_from": change.moved_from,
    }


def show_pair(pair: Pair) -> dict[str, Any]:
    """Return two sources of the same days."""
    return {
        "one": _feed(pair.one),
        "other": _feed(pair.other),
        "counts": pair.counts.public_id if pair.counts is not None else None,
        "is_chosen": pair.is_chosen,
        "likeness": pair.likeness,
        "found_in_other": round(pair.found_in_other, 4),
        "spans": [_span(span) for span in pair.spans],
    }


def show_product(product: Product) -> dict[str, Any]:
    """Return a product."""
    return {"code": product.code, "name": product.name, "kind": product.kind}


def show_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    """Return a product that is probably none."""
    return show_product(suggestion.product) | {
        "kind": suggestion.kind.value,
        "reason": suggestion.reason,
        "lines": suggestion.lines,
        "amount": _major(suggestion.amount_minor, suggestion.currency),
        "currency": suggestion.currency,
    }


def _feed(feed: Feed) -> dict[str, str]:
    return {"id": feed.public_id, "kind": feed.kind, "name": feed.name}


def _span(span: OverlapSpan) -> dict[str, Any]:
    location: Location | None = span.location
    return {
        "location": location.name if location is not None else None,
        "first_day": span.first,
        "last_day": span.last,
        "days": span.days,
        "one": _major(span.one_minor, span.currency),
        "other": _major(span.other_minor, span.currency),
        "currency": span.currency,
    }


def _major(minor: int | None, currency: str) -> str | None:
    return None if minor is None else str(to_decimal(minor, currency))
