"""What a question splits its answer by: a dimension that is named, asked for, or ranked."""

from chat.analyst.hear import Heard, limit_place
from chat.analyst.ranking_words import RANKING

UNITS = ("day", "week", "month", "quarter", "year")
_OFTEN = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


def dimension_of(heard: Heard) -> str | None:
    """Return what the question splits by: the first dimension that is not merely a unit to divide by."""
    found: list[str] = []
    for place, item in enumerate(heard.items):
        if heard.of_all(place):
            continue
        attribute = item.value("attribute")
        if attribute and place not in heard.times.used and not _beside_mention(heard, place):
            found.append(f"attribute:{attribute}")
        dimension = item.value("dimension")
        if (
            dimension
            and place not in heard.times.used
            and not _is_mere_noun(heard, place, dimension)
        ):
            found.append(dimension)
            beside = heard.neighbour(place, 1)
            # "which pizza category": the noun only says of what.
            if (
                dimension == "product"
                and beside is not None
                and heard.items[beside].values("dimension")
            ):
                found.pop()
    if heard.says("ask.when") and heard.says(*RANKING):
        return found[0] if found and found[0] in {"hour", "weekday"} else "hour"
    if found:
        return found[0]
    return _asked_dimension(heard) or _unit_dimension(heard)


def _beside_mention(heard: Heard, place: int) -> bool:
    return any(heard.neighbour(place, step) in heard.mentions for step in (-1, 1))


def _is_mere_noun(heard: Heard, place: int, dimension: str) -> bool:
    """Return whether a dimension's word only names the kind of a mention beside it, or a missing customer number."""
    if _beside_mention(heard, place):
        beside = [
            heard.mentions[k]
            for step in (-1, 1)
            if (k := heard.neighbour(place, step)) in heard.mentions
        ]
        if any(entry.dimension == dimension for mention in beside for entry in mention.entries):
            return True
    return dimension == "customer" and any(
        c.dimension == "customer" and c.op != "is_not" for c in heard.conditions
    )


def _asked_dimension(heard: Heard) -> str | None:
    """Return the dimension behind who, what, where, when."""
    asks_unit = any(heard.follows(place, "ask.which") for place in _units(heard))
    if heard.says("op.bestseller", "op.worstseller") and not asks_unit:
        return "product"
    ranked = heard.says(*RANKING)
    if heard.says("ask.who") and (ranked or heard.says("op.sold")):
        return "customer" if heard.says("op.took", "op.bought") else "staff"
    if heard.says("ask.when") and (ranked or heard.says("op.busiest", "op.quietest")):
        return "hour"
    if heard.says("ask.where") and ranked:
        return "country"
    if heard.says("ask.what") and ranked and heard.says("op.sold", "op.took", "op.bought"):
        return "product"
    # "Was lief gestern am besten?", but not "Was war unser bester Tag?".
    does_best = heard.says("op.went") and heard.says("op.best", "op.worst")
    if (
        heard.says("ask.what")
        and does_best
        and not heard.keys("metric")
        and not _counts_units(heard)
    ):
        return "product"
    # "top 3 drinks": the best within a category.
    within = any(c.dimension == "category" and len(c.values) == 1 for c in heard.conditions)
    if within and heard.says("op.top", "op.bottom") and not heard.says("unit.day", "unit.week"):
        return "product"
    # "los 3 cafés que más se vendieron": so many of them.
    of_things = any(c.dimension in {"category", "product"} for c in heard.conditions)
    if ranked and of_things and limit_place(heard) is not None:
        return "product"
    return None


def _counts_units(heard: Heard) -> bool:
    """Return whether a calendar unit is named that no period has taken."""
    return bool(_units(heard))


def _units(heard: Heard) -> list[int]:
    return [
        place
        for place, item in enumerate(heard.items)
        if item.values("unit") and place not in heard.times.used
    ]


def how_often(heard: Heard) -> str | None:
    """Return the calendar unit that an adverb or adjective names: "weekly", "miesięcznie"."""
    return next((unit for key, unit in _OFTEN.items() if heard.says(f"op.{key}")), None)


def _unit_dimension(heard: Heard) -> str | None:
    """Return the calendar unit that is ranked or listed: "best day", "by month"."""
    for place, item in enumerate(heard.items):
        unit = item.value("unit")
        if not unit or place in heard.times.used or unit not in UNITS:
            continue
        if heard.says(*RANKING) or heard.follows(place, "op.by", "ask.which"):
            return unit
    if heard.says("op.each_day"):
        return "day"
    if how_often(heard):
        return how_often(heard)
    return "hour" if heard.says("op.busiest", "op.quietest") else None
