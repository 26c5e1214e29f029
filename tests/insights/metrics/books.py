"""Reads the text cases of tests/cases/metrics: rows of a small business, questions, expected answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from edge.facts.events import EventKind
from edge.facts.load import feed_for, load_records
from edge.facts.records import (
    Circumstances,
    LineRecord,
    MoneyRecord,
    Record,
    RefundRecord,
    SaleRecord,
)
from edge.lib.period import Period
from edge.merchants.models import Merchant
from insights.metrics.figure import Filter, MetricQuery
from tests.factories import make_merchant

CASES = Path(__file__).parents[2] / "cases" / "metrics"
SHARED = ("location", "staff", "customer", "payment_method", "channel", "country")


@dataclass(frozen=True)
class Case:
    """One question over the rows of its file."""

    file: str
    query: str
    expected: tuple[str, ...]
    head: str
    rows: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.query}"


def read_cases() -> Iterator[Case]:
    """Yield every question of every file."""
    for path in sorted(CASES.glob("*.txt")):
        lines = [
            line.strip()
            for line in path.read_text().splitlines()
            if line.strip() and not line.startswith("#")
        ]
        starts = [index for index, line in enumerate(lines) if line.startswith("query ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            query = lines[start].removeprefix("query ")
            yield Case(
                path.stem,
                query,
                tuple(lines[start + 1 : end]),
                lines[0],
                tuple(lines[1 : starts[0]]),
            )


def open_books(case: Case) -> Merchant:
    """Return a new merchant with the rows of the case."""
    said = dict(word.split("=", 1) for word in case.head.split()[1:])
    hours, minutes = said.get("day_end", "00:00").split(":")
    merchant = make_merchant(
        time_zone=said["zone"],
        currency=said["currency"],
        day_end_minutes=int(hours) * 60 + int(minutes),
    )
    keep(merchant, read_records(case.rows, said["zone"]))
    merchant.refresh_from_db()
    return merchant


def keep(merchant: Merchant, records: list[Record]) -> None:
    """Load records into the one till of a merchant."""
    load_records(merchant, feed_for(merchant, kind="till", key="till", name="Till"), records)


def read_records(rows: tuple[str, ...], zone: str) -> list[Record]:
    """Return the rows as records; lines of one document are one record."""
    found: dict[tuple[str, str], Record] = {}
    for row in rows:
        kind, document, moment, *words = row.split()
        at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
        options = dict(word.split("=", 1) for word in words if "=" in word)
        plain = [word for word in words if "=" not in word]
        shared = Circumstances(**{key: options.pop(key) for key in SHARED if key in options})
        currency = options.pop("currency", None)
        if kind not in ("sale", "refund"):
            minor = int(Decimal(plain[0]) * 100)
            found[kind, document] = MoneyRecord(
                kind=EventKind(kind),
                document=document,
                occurred_at=at,
                amount_minor=minor,
                circumstances=shared,
            )
            continue
        name, quantity, _, price = plain
        line = LineRecord(
            product=name,
            quantity=Decimal(quantity),
            unit_price=Decimal(price),
            category=options.pop("category", ""),
            attributes=options,
        )
        known = found.get((kind, document))
        if isinstance(known, SaleRecord | RefundRecord):
            found[kind, document] = replace(known, lines=[*known.lines, line])
            continue
        made = SaleRecord if kind == "sale" else RefundRecord
        found[kind, document] = made(
            document=document, occurred_at=at, lines=[line], currency=currency, circumstances=shared
        )
    return list(found.values())


def read_query(text: str, zone: str) -> MetricQuery:
    """Return `net_sales 2026-03-01..2026-03-31 by=day country=DE` as a query."""
    metric, days, *words = text.split()
    first, last = (date.fromisoformat(day) for day in days.split(".."))
    query = MetricQuery(metric, Period(first, last))
    for word in words:
        query = _with(query, word, zone)
    return query


def _with(query: MetricQuery, word: str, zone: str) -> MetricQuery:
    name, _, value = word.partition("=")
    changed: dict[str, Any] = {}
    match name:
        case "sold_only":
            changed = {name: True}
        case "by" | "order" | "currency":
            changed = {name: value}
        case "counts_parts":
            changed = {name: True}
        case "having":
            changed = {name: tuple(value.split("|"))}
        case "limit":
            changed = {name: int(value)}
        case "from" | "to":
            hours, minutes = value.split(":")
            changed = {f"time_{name}": int(hours) * 60 + int(minutes)}
        case "until":
            until = datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone))
            changed = {"period": replace(query.period, until=until)}
        case _:
            return query.where(_filter(name, value))
    return replace(query, **changed)


def _filter(name: str, value: str) -> Filter:
    if value in ("missing", "known"):
        return Filter(name, value)  # type: ignore[arg-type]  # narrowed by the line above
    if name.endswith("!"):
        return Filter(name[:-1], "is_not", tuple(value.split(",")))
    if ".." in value:
        return Filter(name, "between", tuple(value.split("..")))
    return Filter(name, "is", tuple(value.split(",")))
