"""What the tools of one turn found: figures f1, f2 … and quotes q1, q2 …, each known by its placeholder."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edge.merchants.models import Merchant, Role
from edge.retrieval.search import Quote
from insights.metrics.figure import Figure


@dataclass
class Evidence:
    """Everything that the words of an answer may stand on."""

    figures: dict[str, Figure] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    _by_figure: dict[str, str] = field(default_factory=dict)

    def add_figure(self, figure: Figure) -> str:
        """Return the placeholder's name of a figure; the same figure keeps the one it has."""
        if figure.id not in self._by_figure:
            name = f"f{len(self.figures) + 1}"
            self._by_figure[figure.id] = name
            self.figures[name] = figure
        return self._by_figure[figure.id]

    def add_quote(self, quote: Quote) -> str:
        """Return the placeholder's name of a quote."""
        for name, known in self.quotes.items():
            if (known.collection, known.key) == (quote.collection, quote.key):
                return name
        name = f"q{len(self.quotes) + 1}"
        self.quotes[name] = quote
        return name

    @property
    def names(self) -> set[str]:
        """Every placeholder that may be written."""
        return set(self.figures) | set(self.quotes)


@dataclass
class Desk:
    """What the tools of one turn share: for whom, as whom, as of when, and what was found so far."""

    merchant: Merchant
    role: Role
    now: datetime
    language: str
    evidence: Evidence = field(default_factory=Evidence)
    # The last question that was searched for, with its vector: embedding waits for a model, so it is done outside.
    vectors: dict[str, Any] = field(default_factory=dict)
