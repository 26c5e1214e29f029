"""What a question means: the typed intent, a refusal, or a question back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from chat.analyst.moments import When

Shape = Literal[
    "total", "compare", "rank", "list", "share", "why", "pair", "biggest",
    # The further kinds, each in a file of chat/analyst/kinds.
    "growth",
]  # fmt: skip
Rank = Literal["most", "least"]
Claim = Literal["up", "down"]


@dataclass(frozen=True)
class Condition:
    """A filter in the merchant's own words: keys as the metrics know them, labels as the merchant does."""

    dimension: str
    op: Literal["is", "is_not", "missing"]
    values: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intent:
    """A question understood; everything an answer is computed from, so that the same intent gives the same numbers.

    periods: one, or several that are answered each (or `together`). against: the period compared with. hours: minutes
    after midnight, from and before. claim: the direction that a "why" takes for granted. per: what a sum is divided by.
    focus: what the answer was about (the winner of a ranking), filled in by the plan for the questions that follow.
    assumed: what was not said.
    """

    shape: Shape
    metrics: tuple[str, ...]
    periods: tuple[When, ...]
    against: When | None = None
    conditions: tuple[Condition, ...] = ()
    hours: tuple[int, int] | None = None
    by: str | None = None
    rank: Rank = "most"
    limit: int | None = None
    per: str | None = None
    wants_share: bool = False
    wants_percent: bool = False
    claim: Claim | None = None
    together: bool = False
    focus: Condition | None = None
    assumed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the intent as plain JSON; what is empty is left out."""
        return _plain(
            {
                "shape": self.shape,
                "metrics": list(self.metrics),
                "periods": [when_to_json(when) for when in self.periods],
                "against": when_to_json(self.against) if self.against else None,
                "filters": [_condition_to_json(condition) for condition in self.conditions],
                "hours": list(self.hours) if self.hours else None,
                "by": self.by,
                "rank": self.rank if self.by or self.shape in {"pair", "biggest"} else None,
                "limit": self.limit,
                "per": self.per,
                "wants_share": self.wants_share,
                "wants_percent": self.wants_percent,
                "claim": self.claim,
                "together": self.together,
                "focus": _condition_to_json(self.focus) if self.focus else None,
                "assumed": list(self.assumed),
            }
        )

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Intent":
        """Return the intent that `to_json` wrote."""
        hours = body.get("hours")
        return cls(
            shape=body["shape"],
            metrics=tuple(body["metrics"]),
            periods=tuple(when_from_json(when) for when in body["periods"]),
            against=when_from_json(body["against"]) if body.get("against") else None,
            conditions=tuple(
                _condition_from_json(condition) for condition in body.get("filters", ())
            ),
            hours=(hours[0], hours[1]) if hours else None,
            by=body.get("by"),
            rank=body.get("rank", "most"),
            limit=body.get("limit"),
            per=body.get("per"),
            wants_share=bool(body.get("wants_share")),
            wants_percent=bool(body.get("wants_percent")),
            claim=body.get("claim"),
            together=bool(body.get("together")),
            focus=_condition_from_json(body["focus"]) if body.get("focus") else None,
            assumed=tuple(body.get("assumed", ())),
        )

    def but(self, **changes: Any) -> "Intent":
        """Return the intent with changes; Any, because each field has a type of its own."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer.

    reason: what is in the way: missing data, unknown words, a time before the first or after the last day, the future,
    another scope, others' data (or orders to Edge itself), an action, no data at all, or the asker's role. topic: what
    is missing, a key of the wording. words: what was not understood. alike: names that look like it. is_unsure: a
    model might still understand the question.
    """

    reason: Literal[
        "missing",
        "unknown",
        "before",
        "after",
        "future",
        "scope",
        "others",
        "action",
        "no_data",
        "role",
    ]
    topic: str = ""
    words: tuple[str, ...] = ()
    day: date | None = None
    is_unsure: bool = False
    alike: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One of several readings, as a whole intent; condition: what it adds to the question, where that names it."""

    intent: Intent
    condition: Condition | None = None


@dataclass(frozen=True)
class Clarify:
    """Several things could be meant: the words, and the choices in order of their weight.

    intent: what they have in common. is_unknown: the words are no name that is known, only like some.
    """

    words: str
    choices: tuple[Choice, ...]
    intent: Intent | None = None
    is_unknown: bool = False


@dataclass(frozen=True)
class Told:
    """One earlier turn of the conversation as the next question may refer to it."""

    question: str
    intent: Intent | None = None


def when_to_json(when: When) -> dict[str, Any]:
    """Return a span of days as plain JSON."""
    return _plain(
        {
            "first": when.first.isoformat(),
            "last": when.last.isoformat(),
            "grain": when.grain,
            "name": when.name,
            "until": when.until.isoformat() if when.until else None,
            "count": when.count if when.count != 1 else None,
        }
    )


def when_from_json(body: Mapping[str, Any]) -> When:
    """Return the span that `when_to_json` wrote."""
    until = body.get("until")
    return When(
        date.fromisoformat(body["first"]),
        date.fromisoformat(body["last"]),
        body["grain"],
        body.get("name", ""),
        datetime.fromisoformat(until) if until else None,
        body.get("count", 1),
    )


def choice_to_json(choice: Choice) -> dict[str, Any]:
    """Return a choice as plain JSON: its condition where it has one, and the intent that answers it."""
    condition = _condition_to_json(choice.condition) if choice.condition else {}
    return {**condition, "intent": choice.intent.to_json()}


def _condition_to_json(condition: Condition) -> dict[str, Any]:
    return {
        "dimension": condition.dimension,
        "op": condition.op,
        "values": list(condition.values),
        "labels": list(condition.labels),
    }


def _condition_from_json(body: Mapping[str, Any]) -> Condition:
    return Condition(
        body["dimension"], body["op"], tuple(body.get("values", ())), tuple(body.get("labels", ()))
    )


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value not in (None, [], False, "")}
