"""Counts rows of a file by what they have in common: why they are refused or left out, which word names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from connectors.uploads.cells.vocabulary import fold
from connectors.uploads.interpreting.interpret import Page
from connectors.uploads.interpreting.reading import Mark, Reading
from connectors.uploads.sums import major

MOST_LINES = 5


@dataclass
class _Group:
    rows: int = 0
    # In minor units, by currency; what is not known is not in it.
    sums: dict[str, int] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        sums = {code: major(amount, code) for code, amount in sorted(self.sums.items())}
        return {"rows": self.rows, "sums": sums} | ({"lines": self.lines} if self.lines else {})


class Tally:
    """How many rows each group has, the sum of what they hold where it is known, and the first of them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._groups: dict[str, _Group] = {}

    def add(self, rows: pl.DataFrame, by: str) -> None:
        """Add rows of a page, in the file's order: column `by`, amount_minor, currency; line and raw to show some."""
        for group, count in rows.group_by(by).len().iter_rows():
            self._groups.setdefault(group, _Group()).rows += count
        known = rows.filter(pl.col("amount_minor").is_not_null())
        sums = known.group_by(by, "currency").agg(pl.col("amount_minor").sum())
        for group, code, amount in sums.iter_rows():
            of_group = self._groups[group].sums
            of_group[code] = of_group.get(code, 0) + amount
        if "raw" in rows.columns:
            first = rows.group_by(by, maintain_order=True).head(MOST_LINES)
            for group, line, raw in first.select(by, "line", "raw").iter_rows():
                lines = self._groups[group].lines
                if len(lines) < MOST_LINES:
                    lines.append({"line": line, "raw": raw})

    def as_json(self, name: str) -> list[dict[str, Any]]:
        """Return the groups as plain values, the largest first; `name` is what the group is called in them."""
        largest = sorted(self._groups.items(), key=lambda one: (-one[1].rows, one[0]))
        return [{name: group} | found.as_json() for group, found in largest]


class Words:
    """A tally of the words that say what a row is, by column."""

    def __init__(self, reading: Reading) -> None:
        """Begin with nothing."""
        self._reading = reading
        self._tallies = [(mark, Tally()) for mark in reading.marks if mark.words]

    def add(self, page: Page) -> None:
        """Add a page."""
        for mark, tally in self._tallies:
            rows = _worded(page.stated, mark)
            if self._reading.amount_per_receipt:
                # It stands on each row of its receipt and is one amount all the same.
                rows = rows.with_columns(once("document", "word"))
            tally.add(rows, "word")

    def as_json(self) -> list[dict[str, Any]]:
        """Return the words as plain values: by column, each with its rows and sums."""
        return [
            {"column": mark.name, "words": tally.as_json("word")} for mark, tally in self._tallies
        ]


def once(*keys: str) -> pl.Expr:
    """Return the amount on the first row of each group, null on the others."""
    is_first = pl.struct(keys).is_first_distinct()
    return pl.when(is_first).then(pl.col("amount_minor")).alias("amount_minor")


def _worded(stated: pl.DataFrame, mark: Mark) -> pl.DataFrame:
    """Return the rows that have one of a mark's words, with `word`."""
    words: Mapping[str, str] = dict(mark.words)
    texts = stated[mark.cell].drop_nulls().unique()
    known = {text: word for text in texts if (word := fold(text)) in words}
    named = pl.col(mark.cell).replace_strict(known, default=None, return_dtype=pl.String)
    return stated.with_columns(named.alias("word")).filter(pl.col("word").is_not_null())
