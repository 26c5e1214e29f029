"""What was understood, as chips that can be changed: each option is a small change to the intent, named in a string.

A browser sends the name of a change, never an intent: so it can only choose what we would have offered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from chat.analyst import alike
from chat.analyst.intent import Condition, Intent
from chat.analyst.moments import Clock, Step, When, start_of
from chat.analyst.speak import Speaker
from chat.sight import may_see
from edge.lib.errors import InvalidRequest
from edge.merchants.models import Merchant, Role
from insights.metrics.availability import Availability, availability
from insights.metrics.catalog import ADDITIVE, DIMENSIONS, ITEMISED, METRICS, dimension_of
from insights.metrics.contributions import DIMENSIONS as EXPLAINS_BY
from insights.metrics.contributions import adds_up
from insights.metrics.explain import EXPLAINED

MOST_OPTIONS = 12
_METRICS = (
    "net_sales", "gross_sales", "refunds", "sales_count", "average_sale", "units", "refund_rate",
    "customers", "new_customers", "tips", "fees", "payouts",
)  # fmt: skip
_BY = (
    "product", "category", "location", "staff", "payment_method", "channel", "country",
    "day", "weekday", "hour", "week", "month",
)  # fmt: skip
_RECENT = (("day", 2), ("week", 2), ("month", 2), ("year", 2))
_MONTHS_OF_OLD_DATA = 8
# Data that ended longer ago than this is asked about by its own months, not by "today".
_RECENT_DAYS = 14


@dataclass(frozen=True)
class Option:
    """One thing that a chip could say instead; `change` is what the browser sends back."""

    change: str
    text: str
    is_current: bool = False


@dataclass(frozen=True)
class ChipMenu:
    """A chip: what part of the question it is, what was understood, what else it could be."""

    kind: str
    label: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Bench:
    """What the options depend on: whose books, what they hold, now, in which language, for which role."""

    merchant: Merchant
    held: Availability
    clock: Clock
    speaker: Speaker
    role: Role


def bench_for(merchant: Merchant, speaker: Speaker, role: Role) -> Bench:
    """Return the bench for a merchant, inside their tenant_context."""
    return Bench(merchant, availability(merchant), speaker.clock, speaker, role)


def chip_menus(intent: Intent, bench: Bench) -> list[ChipMenu]:
    """Return an intent's chips, each with the other things it could say."""
    says = bench.speaker
    menus = [
        _menu(
            "what",
            says.listed([says.metric(key) for key in intent.metrics]),
            _metrics(intent, bench),
            bench,
        ),
        _menu(
            "when",
            says.listed([says.when(when) for when in intent.periods]),
            _periods(intent, bench),
            bench,
        ),
    ]
    for place, condition in enumerate(intent.conditions):
        words = says.what(Intent("total", (), (), conditions=(condition,))).strip()
        menus.append(_menu("where", words, _values(place, condition, bench), bench))
    if _may_place(intent, bench):
        menus.append(_menu("place", says.say("chip.everything"), _places(bench), bench))
    if intent.hours:
        menus.append(
            _menu(
                "hours", says.hours(intent), [Option("hours=all", says.say("chip.all_day"))], bench
            )
        )
    if intent.shape in {"total", "compare", "why"}:
        words = says.when(intent.against) if intent.against else says.say("chip.nothing")
        menus.append(_menu("against", words, _against(intent, bench), bench))
    if intent.shape in {"total", "rank", "list", "why"}:
        words = says.by(intent.by) if intent.by else says.say("chip.nothing")
        menus.append(_menu("by", words, _breakdowns(intent, bench), bench))
    return menus


def _menu(kind: str, text: str, options: Iterable[Option], bench: Bench) -> ChipMenu:
    return ChipMenu(kind, bench.speaker.say(f"chip.{kind}"), text, tuple(options)[:MOST_OPTIONS])


def _metrics(intent: Intent, bench: Bench) -> list[Option]:
    return [
        Option(f"what={key}", bench.speaker.metric(key), intent.metrics == (key,))
        for key in _METRICS
        if _fits(key, intent, bench)
    ]


def _fits(metric: str, intent: Intent, bench: Bench) -> bool:
    """Return whether the books hold a metric and can split and filter it as the question does."""
    parts = [*(c.dimension for c in intent.conditions), *([intent.by] if intent.by else [])]
    if intent.shape == "why" and not _explains(metric, intent.by):
        return False
    if not bench.held.has.get(metric, True) or not may_see(bench.role, metric, parts):
        return False
    measures = set(METRICS[metric].measures)
    if any(dimension_of(part).is_of_lines for part in parts) and not measures <= ITEMISED:
        return False
    return not parts or measures <= (ADDITIVE | ITEMISED)


def _explains(metric: str, by: str | None) -> bool:
    return metric in EXPLAINED and (by is None or adds_up(metric, by))


def _periods(intent: Intent, bench: Bench) -> list[Option]:
    current = intent.periods[0].period if len(intent.periods) == 1 else None
    return [
        Option(f"when={name}", bench.speaker.when(when), when.period == current)
        for name, when in periods(bench).items()
    ]


def periods(bench: Bench) -> Mapping[str, When]:
    """Return the periods on offer by name: near today, or the last months of data that ended long ago."""
    clock, last, first = bench.clock, bench.held.last_day, bench.held.first_day
    found: dict[str, When] = {}
    if last is None or first is None:
        return found
    if last >= clock.today - timedelta(days=_RECENT_DAYS):
        whole = {
            f"{unit}-{back}": clock.unit(unit, back)
            for unit, count in _RECENT
            for back in range(count)
        } | {f"days-{count}": clock.last(count, "day") for count in (7, 30)}
        found = {name: cut for name, when in whole.items() if (cut := clock.cut(when)) is not None}
    else:
        month = start_of("month", last)
        for _ in range(_MONTHS_OF_OLD_DATA):
            found[f"month-{month:%Y-%m}"] = clock.month(month.month, month.year)
            month = start_of("month", month - timedelta(days=1))
        for year in range(last.year, max(first.year, last.year - 2) - 1, -1):
            found[f"year-{year}"] = When(date(year, 1, 1), date(year, 12, 31), "year")
    inside = {name: when for name, when in found.items() if when.last >= first}
    return inside | {
        "all": clock.cut(When(first, max(last, first), "all")) or When(first, last, "all")
    }


def _values(place: int, condition: Condition, bench: Bench) -> list[Option]:
    says, dimension = bench.speaker, condition.dimension
    options = [Option(f"where={place}:", says.say("chip.everything"))]
    for value in bench.held.values.get(dimension, ())[: MOST_OPTIONS - 1]:
        is_current = condition.op == "is" and condition.values == (value,)
        options.append(
            Option(f"where={place}:{value}", says.label(dimension, value, value), is_current)
        )
    return options


def _may_place(intent: Intent, bench: Bench) -> bool:
    """Return whether a question about the whole shop could be one about a single location."""
    is_placed = any(condition.dimension == "location" for condition in intent.conditions)
    return (
        len(bench.held.values.get("location", ())) > 1 and not is_placed and intent.by != "location"
    )


def _places(bench: Bench) -> list[Option]:
    return [
        Option(f"where=location:{name}", name)
        for name in bench.held.values["location"][:MOST_OPTIONS]
    ]


def _against(intent: Intent, bench: Bench) -> list[Option]:
    says = bench.speaker
    nothing = Option("against=", says.say("chip.nothing"), intent.against is None)
    # A reason has two sides.
    options = [] if intent.shape == "why" else [nothing]
    for name, when in _others(intent, bench).items():
        is_current = intent.against is not None and intent.against.period == when.period
        options.append(Option(f"against={name}", says.when(when), is_current))
    return options


def _others(intent: Intent, bench: Bench) -> dict[str, When]:
    """Return what the period can be compared with, both cut to the same elapsed part."""
    now, clock = intent.periods[0], bench.clock
    found = {"before": alike.previous(now, clock)}
    if now.days < 360 and now.grain != "all":
        found["year"] = alike.step(Step("year"), now, clock)
    first = bench.held.first_day
    cut = {name: alike.like_for_like(now, other, clock)[1] for name, other in found.items()}
    return {name: when for name, when in cut.items() if first and when.last >= first}


def _breakdowns(intent: Intent, bench: Bench) -> list[Option]:
    says = bench.speaker
    options = [Option("by=", says.say("chip.nothing"), intent.by is None)]
    for key in EXPLAINS_BY if intent.shape == "why" else _BY:
        if not (bench.held.has.get(key) or DIMENSIONS[key].is_of_time):
            continue
        split = intent.but(by=key)
        if all(_fits(metric, split, bench) for metric in intent.metrics):
            options.append(Option(f"by={key}", says.by(key), intent.by == key))
    return options


def changed(intent: Intent, change: str, bench: Bench) -> Intent:
    """Return the intent with one change that a chip offered; raises InvalidRequest for any other."""
    part, _, to = change.partition("=")
    apply = _CHANGES.get(part)
    if apply is None:
        raise InvalidRequest("There is no such chip.")
    return apply(intent, to, bench)


def _set_metric(intent: Intent, to: str, bench: Bench) -> Intent:
    if to not in _METRICS or not _fits(to, intent, bench):
        raise InvalidRequest("This cannot be shown that way.")
    return intent.but(metrics=(to,), focus=None)


def _set_period(intent: Intent, to: str, bench: Bench) -> Intent:
    when = periods(bench).get(to)
    if when is None:
        raise InvalidRequest("There is no such period.")
    moved = intent.but(periods=(when,), together=False, focus=None, assumed=())
    if intent.against is None:
        return moved
    now, other = alike.like_for_like(when, alike.previous(when, bench.clock), bench.clock)
    return moved.but(periods=(now,), against=other)


def _set_value(intent: Intent, to: str, bench: Bench) -> Intent:
    place, _, value = to.partition(":")
    if place == "location" and _may_place(intent, bench) and value in bench.held.values["location"]:
        at = Condition("location", "is", (value,), (value,))
        return intent.but(conditions=(*intent.conditions, at), focus=None)
    if not place.isdigit() or int(place) >= len(intent.conditions):
        raise InvalidRequest("There is no such filter.")
    conditions = list(intent.conditions)
    if not value:
        del conditions[int(place)]
    elif value in bench.held.values.get(conditions[int(place)].dimension, ()):
        conditions[int(place)] = replace(
            conditions[int(place)], op="is", values=(value,), labels=(value,)
        )
    else:
        raise InvalidRequest("There is no such value in your data.")
    return intent.but(conditions=tuple(conditions), focus=None)


def _set_against(intent: Intent, to: str, bench: Bench) -> Intent:
    if not to and intent.shape != "why":
        return intent.but(shape="total", against=None, wants_percent=False)
    other = _others(intent, bench).get(to)
    if other is None:
        raise InvalidRequest("There is nothing to compare with.")
    now, other = alike.like_for_like(intent.periods[0], other, bench.clock)
    if intent.shape == "why":
        return intent.but(periods=(now,), against=other)
    return intent.but(shape="compare", periods=(now,), against=other, by=None)


def _set_breakdown(intent: Intent, to: str, bench: Bench) -> Intent:
    if not to and intent.shape == "why":
        return intent.but(by=None)
    if not to:
        return intent.but(shape="total", by=None, focus=None, limit=None)
    if f"by={to}" not in {option.change for option in _breakdowns(intent, bench)}:
        raise InvalidRequest("This cannot be split that way.")
    if intent.shape == "why":
        return intent.but(by=to)
    shape: Any = "list" if DIMENSIONS[to].is_of_time else "rank"
    limit = None if shape == "list" else max(intent.limit or 0, 5)
    return intent.but(shape=shape, by=to, limit=limit, against=None, focus=None)


def _set_hours(intent: Intent, to: str, bench: Bench) -> Intent:
    return intent.but(hours=None)


_CHANGES: Mapping[str, Callable[[Intent, str, Bench], Intent]] = {
    "what": _set_metric,
    "when": _set_period,
    "where": _set_value,
    "against": _set_against,
    "by": _set_breakdown,
    "hours": _set_hours,
}
