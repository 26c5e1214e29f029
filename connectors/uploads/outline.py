"""What a reading makes of a file, before anything is loaded: totals, months, first rows, problems, other answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from connectors.uploads.interpreting.interpret import Interpreter, Page
from connectors.uploads.interpreting.reading import Reading
from connectors.uploads.opening.open_file import OpenFile
from connectors.uploads.scrubbing.cards import cut_cards_in
from connectors.uploads.sums import Sums
from connectors.uploads.tally import Tally, Words
from edge.facts.frames import LINES, conform
from edge.facts.load import priced
from edge.lib.money import to_decimal
from edge.merchants.models import Merchant

FIRST_ROWS = 20
# What is told of a choice.
_OF_CHOICE = ("total", "first_day", "last_day")


@dataclass(frozen=True)
class Choice:
    """One answer to an open question, and the reading that it leads to."""

    question: str
    key: str
    label: str
    reading: Reading


def outline(
    merchant: Merchant,
    file: OpenFile,
    reading: Reading,
    tell: Callable[[int], None],
    choices: Sequence[Choice] = (),
) -> dict[str, Any]:
    """Return the outline as plain values; amounts are decimal strings. `tell` hears how many rows were read.

    The file is read once, whatever the number of choices, and each page once by each reading that differs.
    """
    shown = _Shown(merchant, reading, file.dialect.separator)
    others = {
        essence: _Summed(merchant, one.reading)
        for one in choices
        if (essence := one.reading.essence) != reading.essence
    }
    runs: list[_Shown | _Summed] = [shown, *others.values()]
    for raw in file.pages():
        for run in runs:
            run.take(run.interpreter.next(raw))
        tell(shown.rows)
    for run in runs:
        run.take(run.interpreter.last())
    sums = {essence: one.sums.as_json() for essence, one in others.items()}
    found = shown.as_json()
    return found | {
        "choices": _results(choices, {reading.essence: found} | sums),
        "encoding": file.dialect.encoding,
        "separator": file.dialect.separator if file.dialect.kind == "csv" else "",
        "kind": file.dialect.kind,
    }


def _results(
    choices: Sequence[Choice], sums: Mapping[tuple[Any, ...], Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Return what each choice leads to, by question."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in choices:
        told = {name: sums[one.reading.essence][name] for name in _OF_CHOICE}
        found.setdefault(one.question, []).append({"key": one.key, "label": one.label} | told)
    return found


class _Summed:
    """A reading of which the sums are wanted."""

    def __init__(self, merchant: Merchant, reading: Reading) -> None:
        self.interpreter = Interpreter(merchant, reading)
        self.sums = Sums(merchant)

    def take(self, pages: Iterable[Page]) -> None:
        for page in pages:
            self.sums.add(page)


class _Shown:
    """The reading that is shown: its sums, problems, words and first rows."""

    def __init__(self, merchant: Merchant, reading: Reading, separator: str) -> None:
        self.interpreter = Interpreter(merchant, reading, separator)
        self.rows = 0
        self._refused = self._left_out = 0
        self._sums, self._words = Sums(merchant), Words(reading)
        self._problems, self._reasons = Tally(), Tally()
        self._head: list[dict[str, Any]] = []

    def take(self, pages: Iterable[Page]) -> None:
        for page in pages:
            self.rows += page.rows
            self._refused += page.refused.height
            self._left_out += page.left_out.height
            self._sums.add(page)
            self._words.add(page)
            self._problems.add(page.refused, "code")
            self._reasons.add(page.left_out, "reason")
            if not self._head:
                self._head = _head(self.interpreter, page)

    def as_json(self) -> dict[str, Any]:
        evidence = self.interpreter.reading.evidence
        return self._sums.as_json() | {
            "rows": self.rows,
            "refused": self._refused,
            "left_out": self._left_out,
            "left_out_reasons": self._reasons.as_json("reason"),
            "currency": self.interpreter.merchant.currency,
            "problems": self._problems.as_json("code"),
            "marks": self._words.as_json(),
            "head": self._head,
            "evidence": [
                {"text": one.text, "share": one.share, "rows": one.rows} for one in evidence
            ],
        }


def _head(interpreter: Interpreter, page: Page) -> list[dict[str, Any]]:
    """Return the first rows as in the file and as read."""
    merchant, reading = interpreter.merchant, interpreter.reading
    lines = priced(conform(page.lines, LINES), merchant.currency)
    if page.lines.height:
        lines = lines.with_columns(page.lines["line"])
    read: dict[int, dict[str, Any]] = {}
    sales = (
        page.events.filter(pl.col("kind").is_in(["sale", "refund"]))
        if page.events.height
        else page.events
    )
    for frame in (lines, sales):
        for row in frame.head(FIRST_ROWS * 3).to_dicts() if "line" in frame.columns else ():
            read.setdefault(row["line"], _as_read(merchant, row))
    for row in page.refused.head(FIRST_ROWS * 3).to_dicts():
        read[row["line"]] = {"refused": row["code"]}
    for row in page.left_out.head(FIRST_ROWS * 3).to_dicts():
        read[row["line"]] = {"left_out": row["reason"]}
    cells = [one.cell for one in reading.columns]
    shown = cut_cards_in(page.source.head(FIRST_ROWS), cells)
    return [
        {
            "line": int(row["line"]),
            "raw": interpreter.raw_of(shown.slice(at, 1)),
            "cells": [row[cell] or "" for cell in cells],
        }
        | read.get(row["line"], {"left_out": "nothing"})
        for at, row in enumerate(shown.to_dicts())
    ]


def _as_read(merchant: Merchant, row: dict[str, Any]) -> dict[str, Any]:
    amount = to_decimal(int(row["amount_minor"]), row["currency"])
    quantity = row.get("quantity")
    if row["kind"] == "refund":
        amount = -abs(amount)
    return {
        "when": merchant.calendar.local(row["occurred_at"]).strftime("%Y-%m-%dT%H:%M"),
        "document": row["document"],
        "item": row.get("product_name") or row.get("product_code") or "",
        "quantity": "" if quantity is None else f"{Decimal(quantity).normalize():f}",
        "amount": str(amount),
        "what": row["kind"],
    }
