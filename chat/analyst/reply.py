"""An answer: blocks of words with places for figures, and the figures that go there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chat.analyst.intent import Choice, Intent, Refusal
from edge.lib.period import Period
from insights.metrics.figure import Figure

Status = Literal["answered", "partial", "refused", "clarify", "stopped", "failed"]
BlockKind = Literal["answer", "detail", "table", "note", "refusal", "question", "quote"]
PLACE = re.compile(r"\{\{(f\d+)(:[a-z]+)?\}\}")


@dataclass(frozen=True)
class Block:
    """One paragraph or table of an answer; {{f1}} stands where figure f1 goes, {{f1:signed}} with its sign.

    rows: cells of a table, the first of each names the row; numbered: whether the rows are ranks.
    A quote holds somebody's own words, and in its head who wrote them and when.
    """

    kind: BlockKind
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    head: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Chip:
    """One part of what was understood: its kind (what, when, where, against, by), and its words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Reply:
    """What the analyst says to a question, whatever carries it.

    status: refused and clarify show no figure. missing: keys of the data that is missing. is_unsure: a model may try.
    refusal: why it is refused, where it is.
    confidence: how sure the reading of the question is, 0 to 1.
    """

    status: Status
    blocks: tuple[Block, ...]
    language: str
    period: Period | None = None
    intent: Intent | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    chips: tuple[Chip, ...] = ()
    by: Literal["analyst", "model"] = "analyst"
    is_unsure: bool = False
    refusal: Refusal | None = None
    confidence: float = 1.0


def plain_label(label: str) -> str:
    """Return a merchant's own text so that it can hold no place for a figure and no line break."""
    return " ".join(label.replace("{{", "{ {").replace("}}", "} }").split())


class Sheet:
    """Collects the figures of one answer and hands out their places."""

    def __init__(self) -> None:
        """Begin with no figure."""
        self.figures: dict[str, Figure] = {}

    def put(self, figure: Figure, form: str = "") -> str:
        """Return the place of a figure, the same one for the same figure."""
        name = next((name for name, known in self.figures.items() if known.id == figure.id), None)
        if name is None:
            name = f"f{len(self.figures) + 1}"
            self.figures[name] = figure
        return f"{{{{{name}:{form}}}}}" if form else f"{{{{{name}}}}}"
