"""Which part grew or fell most between two periods, like for like."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.analyst.found import ADDITIVE, query_of
from chat.analyst.intent import Intent
from chat.analyst.kinds.contract import Kind
from chat.analyst.page import Page
from chat.analyst.plan_rank import SHOWN
from chat.analyst.reply import Block
from edge.merchants.models import Merchant
from insights.metrics.buckets import part_query
from insights.metrics.compare import comparison
from insights.metrics.figure import Comparison, Figure, Filter, MetricQuery, Point, Series
from insights.metrics.query import breakdown_many, measure_many

# In percent the smallest parts always win: those below this share of all, or below the mean part, are left out.
_LEAST_SHARE = Decimal("0.01")


@dataclass(frozen=True)
class Mover:
    """One part with what it was, what it is, and the change."""

    key: str
    label: str
    sides: Comparison


@dataclass(frozen=True)
class Moved:
    """The parts that moved most, in order; and the one that moved most in percent, where that is another one."""

    parts: tuple[Mover, ...]
    by_percent: Mover | None = None


def plan(merchant: Merchant, intent: Intent) -> Moved:
    """Measure every part in both periods and keep those that moved most in the direction that is asked for."""
    sides = [
        _query(intent, when) for when in (intent.periods[0], intent.against or intent.periods[0])
    ]
    now, then = breakdown_many(merchant, sides)
    changes = _changes(intent, now, then)
    absolute = _ordered(changes, intent)
    relative = _ordered(_in_percent(changes, _values(then)), intent)
    order = relative if intent.wants_percent else absolute
    shown = order[: intent.limit or SHOWN]
    other = relative[:1] if not intent.wants_percent and relative[:1] != order[:1] else []
    movers = _movers(merchant, sides, (now, then), [*shown, *other])
    return Moved(tuple(movers[: len(shown)]), movers[-1] if other and shown else None)


def _query(intent: Intent, when: object) -> MetricQuery:
    by = intent.by or "product"
    query = query_of(intent, intent.metrics[0], when).where(Filter(by, "known"))  # type: ignore[arg-type]
    # Ordered by value: so what the merchant said is no product stays out.
    return replace(query, by=by, order="-value")


def _values(series: Series) -> Mapping[str, Decimal]:
    return {
        point.key: Decimal(point.figure.value)
        for point in series.points
        if point.figure.value is not None
    }


def _changes(intent: Intent, now: Series, then: Series) -> dict[str, Decimal]:
    """Return how much each part changed; of an average only where it has one in both periods."""
    one, other = _values(now), _values(then)
    keys = one.keys() | other.keys() if intent.metrics[0] in ADDITIVE else one.keys() & other.keys()
    zero = Decimal(0)
    return {key: one.get(key, zero) - other.get(key, zero) for key in keys}


def _in_percent(changes: Mapping[str, Decimal], then: Mapping[str, Decimal]) -> dict[str, Decimal]:
    whole = sum(then.values(), Decimal(0))
    least = min(_LEAST_SHARE * whole, whole / (len(then) or 1))
    return {
        key: change / then[key]
        for key, change in changes.items()
        if then.get(key, Decimal(0)) >= least and then.get(key, Decimal(0)) > 0
    }


def falls(intent: Intent) -> bool:
    """Return whether it is asked what fell most, or grew least."""
    return (intent.claim == "down") != (intent.rank == "least")


def _ordered(changes: Mapping[str, Decimal], intent: Intent) -> list[str]:
    """Return the parts that moved in the direction asked for, most first."""
    if intent.claim is None:
        return sorted(
            (key for key in changes if changes[key]), key=lambda key: (-abs(changes[key]), key)
        )
    sign = -1 if falls(intent) else 1
    moved = [key for key, change in changes.items() if change * sign > 0]
    return sorted(moved, key=lambda key: (-sign * changes[key], key))


def _movers(
    merchant: Merchant, sides: list[MetricQuery], both: tuple[Series, Series], keys: list[str]
) -> list[Mover]:
    """Return the chosen parts as figures; what was not there in one period is measured as the nothing that it was."""
    points: tuple[dict[str, Point], ...] = tuple(
        {point.key: point for point in series.points} for series in both
    )
    lacking = [(place, key) for place in (0, 1) for key in keys if key not in points[place]]
    queries = [
        part_query(sides[place], key, "", calendar=merchant.calendar) for place, key in lacking
    ]
    measured: dict[tuple[int, str], Figure] = dict(
        zip(lacking, measure_many(merchant, queries), strict=True)
    )
    found = []
    for key in keys:
        one, other = (
            points[place][key].figure if key in points[place] else measured[place, key]
            for place in (0, 1)
        )
        label = next(each[key].label for each in points if key in each)
        found.append(Mover(key, label, comparison(merchant, one, other)))
    return found


def word(moved: Moved, intent: Intent, page: Page) -> list[Block]:
    """Say which part moved most and by how much, then those after it."""
    speaker = page.speaker
    words: dict[str, object] = {
        "metric": speaker.metric(intent.metrics[0]),
        "what": speaker.what(intent),
        "by": speaker.by(intent.by or "product"),
        "when": speaker.when(intent.periods[0]),
        "other": speaker.when(intent.against) if intent.against else "",
    }
    way = "moved" if intent.claim is None else "down" if falls(intent) else "up"
    if not moved.parts:
        return [Block("answer", page.say(f"growth.none_{way}", **words))]
    if (intent.limit or 1) > 1:
        return [_table(moved, intent, page, words)]
    first, *others = moved.parts
    blocks = [Block("answer", page.say(f"growth.{way}", **words, **_sides(first, intent, page)))]
    if others:
        names = [page.say("growth.next_one", **_sides(each, intent, page)) for each in others]
        blocks.append(Block("detail", page.say("rank.next", names=speaker.listed(names))))
    if moved.by_percent:
        said = page.say("growth.percent", **_sides(moved.by_percent, intent, page))
        blocks.append(Block("detail", said))
    return blocks


def _sides(mover: Mover, intent: Intent, page: Page) -> dict[str, object]:
    sides = mover.sides
    has_growth = sides.growth.value is not None and sides.now.metric != "refund_rate"
    return {
        "name": page.speaker.label(intent.by or "product", mover.key, mover.label),
        "change": sides.change,
        "growth": f" ({page.place(sides.growth)})" if has_growth else "",
        "now": sides.now,
        "then": sides.then,
    }


def _table(moved: Moved, intent: Intent, page: Page, words: dict[str, object]) -> Block:
    rows = tuple(
        (
            page.speaker.label(intent.by or "product", each.key, each.label),
            *(
                str(page.place(f))
                for f in (each.sides.change, each.sides.growth, each.sides.now, each.sides.then)
            ),
        )
        for each in moved.parts
    )
    heads = ("change_head", "growth_head", "now_head", "then_head")
    by = page.speaker.head(intent.by or "product").capitalize()
    head = (by, *(page.speaker.say(f"growth.{key}") for key in heads))
    return Block("table", page.say("growth.list", **words), rows, head, numbered=True)


KIND = Kind(
    key="growth",
    plan=plan,
    word=word,
    takes=frozenset({"op.comparative", "op.comparative_down"}),
)
