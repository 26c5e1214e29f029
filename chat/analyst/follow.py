"""Follow-up questions: what a question leaves out is taken from the turns before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chat.analyst.hear import Heard, limit_place
from chat.analyst.intent import Condition, Intent, Told
from chat.analyst.kinds import KINDS
from chat.analyst.moments import When
from chat.analyst.ranking_words import LEAST, RANKING
from chat.analyst.shape import Asked
from chat.analyst.time_reader import number_of
from insights.metrics.contributions import may_split

_POINTING = ("op.that", "op.both")
_OPENING = ("op.also", "op.only", "time.and")
# What people call the winner of a ranking by weekday: a day.
_UNIT_OF = {"weekday": "day"}


@dataclass(frozen=True)
class Before:
    """What the earlier turns offer: the last intent, and the one before it that was about another period or metric."""

    last: Intent
    earlier: Intent | None = None


def before(history: Sequence[Told]) -> Before | None:
    """Return what a question may refer to, None at the start of a conversation or after a refusal."""
    intents = [told.intent for told in history if told.intent is not None]
    if not history or history[-1].intent is None or not intents:
        return None
    return Before(intents[-1], intents[-2] if len(intents) > 1 else None)


def is_follow_up(heard: Heard, asked: Asked) -> bool:
    """Return whether a question leans on the turn before: it points back, adds to it, lacks a subject or a time."""
    if _opens(heard) or heard.says(*_POINTING):
        return True
    has_subject = bool(
        asked.metrics
        or asked.by
        or asked.shape in {"pair", "why"}
        or heard.says("op.sold", "op.took")
    )
    return not has_subject or not heard.times.spots


def _opens(heard: Heard) -> bool:
    return bool(heard.items) and heard.items[0].has(*_OPENING)


def merge_metrics(heard: Heard, asked: Asked, past: Before) -> tuple[str, ...]:
    """Return the metrics of a follow-up: its own, or those of the turns before; "both" takes those of two turns."""
    if asked.metrics:
        own = tuple(asked.metrics)
        return ("refund_rate",) if _is_rate_of(own, asked, past) else own
    if heard.says("op.sold", "op.took") and not heard.says("op.only") and not asked.wants_share:
        return (
            ("units",)
            if heard.says("op.how_many") and not heard.says("op.took")
            else ("net_sales",)
        )
    if past.last.metrics == ("refunds",) and asked.wants_percent and not past.last.conditions:
        return ("refund_rate",)
    if heard.says("op.both") and past.earlier and not past.last.against:
        return tuple(dict.fromkeys([*past.earlier.metrics, *past.last.metrics]))
    return past.last.metrics


def _is_rate_of(own: tuple[str, ...], asked: Asked, past: Before) -> bool:
    """Return whether refunds are now wanted as a part of sales: "and as a share of gross sales?"."""
    return (
        past.last.metrics == ("refunds",)
        and asked.wants_percent
        and set(own) <= {"gross_sales", "net_sales", "refunds"}
    )


def merge_conditions(heard: Heard, asked: Asked, past: Before) -> tuple[Condition, ...]:
    """Return the conditions of a follow-up: its own, those before it on other dimensions, and what "that" points to."""
    own = tuple(heard.conditions)
    taken = {condition.dimension for condition in own} | heard.freed | heard.whole
    focus = past.last.focus
    if focus and focus.dimension not in taken and _points_at(heard, asked, past):
        own, taken = (focus, *own), taken | {focus.dimension}
    kept = [condition for condition in past.last.conditions if condition.dimension not in taken]
    if heard.says("op.both") and past.earlier:
        kept = [_with_earlier(condition, past.earlier) for condition in kept]
    return (*kept, *own)


def _with_earlier(condition: Condition, earlier: Intent) -> Condition:
    """Return a condition that also takes the values of the turn before it: "and both together?"."""
    for other in earlier.conditions:
        if other.dimension == condition.dimension and other.op == condition.op == "is":
            new = [value for value in other.values if value not in condition.values]
            labels = [label for label in other.labels if label not in condition.labels]
            return replace(
                condition, values=(*new, *condition.values), labels=(*labels, *condition.labels)
            )
    return condition


def _points_at(heard: Heard, asked: Asked, past: Before) -> bool:
    """Return whether a question is about the winner of the ranking before it."""
    focus = past.last.focus
    if focus is None or asked.shape in {"pair", "biggest"}:
        return False
    if asked.shape == "rank":
        return heard.says("op.that") and asked.by != focus.dimension
    if asked.by not in {None, focus.dimension}:
        return False
    named = heard.says(
        f"dimension.{focus.dimension}",
        f"unit.{focus.dimension}",
        f"unit.{_UNIT_OF.get(focus.dimension)}",
    )
    # A bare metric after one winner asks about that winner.
    is_bare = past.last.limit in {None, 1} and bool(asked.metrics) and not heard.times.spots
    return heard.says("op.that") or named or asked.wants_share or is_bare


def pointed_periods(heard: Heard, past: Before) -> tuple[tuple[When, ...], When | None, bool]:
    """Return the periods a follow-up without a time is about, what they are compared with, and whether as one."""
    last, earlier = past.last, past.earlier
    two = heard.says("op.both", "number.2", "op.that", "op.in_total") and heard.says(
        "unit.day", "unit.week", "unit.month", "op.both", "number.2", "op.in_total"
    )
    if last.against and heard.says(
        "op.both", "number.2", "op.change", "op.up", "op.down", "op.percent"
    ):
        return last.periods, last.against, False
    if two and last.against:
        return last.periods, last.against, False
    if two and len(last.periods) == 1 and earlier and earlier.periods != last.periods:
        return (*earlier.periods, *last.periods), None, heard.says("op.in_total")
    return last.periods, None, last.together


def compared_before(past: Before) -> tuple[When, When] | None:
    """Return the later and the earlier of the two periods that the last two turns were about."""
    if past.last.against:
        return past.last.periods[0], past.last.against
    if past.earlier is None or past.earlier.periods == past.last.periods:
        return None
    one, other = past.last.periods[0], past.earlier.periods[0]
    return (one, other) if one.first >= other.first else (other, one)


def reranked(heard: Heard, asked: Asked, past: Before) -> Intent | None:
    """Return the ranking before, ordered or cut another way: "by revenue?", "and the worst?", "just the top 3"."""
    if past.last.shape not in {"rank", "list", "growth"} or heard.says("op.that") or asked.by:
        return None
    ranks = heard.says(*RANKING)
    reordered = asked.metrics and heard.says("op.by")
    if not (ranks or reordered):
        return None
    place = limit_place(heard)
    return past.last.but(
        shape="rank" if ranks and past.last.shape != "growth" else past.last.shape,
        metrics=tuple(asked.metrics) or past.last.metrics,
        rank="least" if heard.says(*LEAST) else "most" if ranks else past.last.rank,
        limit=number_of(heard.items[place]) if place is not None else past.last.limit,
        focus=None,
    )


def splits_reason(heard: Heard, asked: Asked, past: Before) -> bool:
    """Return whether the reason before is wanted by another dimension: "and by category?"."""
    return (
        past.last.shape == "why"
        and asked.shape in {None, "total", "list", "why"}
        and may_split(asked.by)
        and not asked.metrics
        and not heard.times.spots
    )


def keeps_ranking(heard: Heard, asked: Asked, past: Before) -> bool:
    """Return whether the ranking before is asked again with another period or condition: "and in spring?"."""
    if past.last.shape not in {"rank", "list", "pair", "biggest", "share", "why", *KINDS}:
        return False
    return (
        asked.shape in {None, "total"}
        and not asked.metrics
        and not heard.says("op.sold", "op.took", "op.that")
    )
