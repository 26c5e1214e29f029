"""Whether an intent takes up all that was said: what it leaves out must make the analyst refuse, not guess."""

from collections.abc import Callable, Mapping

from chat.analyst.hear import Heard
from chat.analyst.intent import Intent
from chat.analyst.kinds import KINDS
from chat.analyst.lexicon import Item

_RANKED = frozenset({"rank", "pair", "biggest", "growth"})
_OF_PRODUCTS = frozenset({"units", "units_per_sale"})
_OF_CUSTOMERS = frozenset({"customers", "new_customers", "returning_customers"})
_DAYS = frozenset({"idle_days", "trading_days"})
# Metrics that speak of others on their way: a rate of refunds and gross sales, an average of sales.
_SPEAKS_OF: Mapping[str, frozenset[str]] = {
    "refund_rate": frozenset({"refunds", "gross_sales", "net_sales"}),
    "average_sale": frozenset({"sales_count", "net_sales", "gross_sales"}),
    "units_per_sale": frozenset({"sales_count", "units"}),
    "gross_sales": frozenset({"refunds", "net_sales"}),
    "net_sales": frozenset({"refunds", "gross_sales", "sales_count"}),
    "biggest_sale": frozenset({"sales_count", "net_sales", "average_sale"}),
    "idle_days": frozenset({"net_sales", "sales_count"}),
    "trading_days": frozenset({"net_sales", "sales_count"}),
    "sales_count": frozenset({"customers", "net_sales"}),
    "units": frozenset({"net_sales"}),
    "refunds": frozenset({"net_sales"}),
    "new_customers": frozenset({"customers"}),
    "returning_customers": frozenset({"customers"}),
}


def unaccounted(heard: Heard, intent: Intent) -> list[str]:
    """Return the words that mean something which the intent does not take up."""
    left = [
        heard.raw(item)
        for place, item in enumerate(heard.items)
        if place not in heard.times.used
        and not item.has("entity")
        and not heard.of_all(place)
        and not _is_taken(item, intent, heard.ways)
    ]
    return list(dict.fromkeys(left))


def fits_no_shape(intent: Intent) -> bool:
    """Return whether an intent holds what no answer has: a ranking of changes, or of one part alone."""
    if intent.shape not in {"rank", "list", "pair", "biggest"}:
        return False
    narrowed = any(
        c.dimension == intent.by and c.op == "is" and len(c.values) == 1 for c in intent.conditions
    )
    return intent.against is not None or narrowed


def shares_nothing(intent: Intent) -> bool:
    """Return whether a share is asked of which no part is named."""
    of_customers = bool({"new_customers", "returning_customers"} & set(intent.metrics))
    named = intent.conditions or intent.hours or intent.by or of_customers
    return intent.shape == "share" and not named


def _is_taken(item: Item, intent: Intent, ways: frozenset[str]) -> bool:
    """Return whether one of the things an item may mean is in the intent; words without weight always are."""
    if item.text in ways and item.values("dimension"):
        dimensions = item.values("dimension")
        is_narrowed = any(condition.dimension in dimensions for condition in intent.conditions)
        return intent.by in dimensions and not is_narrowed
    if intent.shape in {"list", "rank"} and item.has("op.comparative", "op.comparative_down"):
        return True
    weighed = [meaning for meaning in item.meanings if _rule(meaning) is not None]
    return not weighed or any(_holds(meaning, intent) for meaning in weighed)


def _holds(meaning: str, intent: Intent) -> bool:
    if intent.shape in KINDS and meaning in KINDS[intent.shape].takes:
        return True
    rule = _rule(meaning)
    return rule is None or rule(intent, meaning.split(".", 1)[1])


def _rule(meaning: str) -> "Rule | None":
    return _RULES.get(meaning) or _SECTIONS.get(meaning.split(".", 1)[0])


def _metric(intent: Intent, key: str) -> bool:
    if intent.shape in {"why", "pair"} or key in intent.metrics:
        return True
    return any(key in _SPEAKS_OF.get(metric, frozenset()) for metric in intent.metrics)


def _dimension(intent: Intent, key: str) -> bool:
    if intent.by == key or any(condition.dimension == key for condition in intent.conditions):
        return True
    if intent.focus and intent.focus.dimension == key:
        return True
    if key == "product":
        return (
            intent.shape == "pair"
            or _is_kind_of_thing(intent.by)
            or bool(_OF_PRODUCTS & set(intent.metrics))
            or _is_of_things(intent)
        )
    if key == "customer":
        served = _OF_CUSTOMERS | {"sales_count", "average_sale", "refunds", "net_sales"}
        from_where = any(condition.dimension == "country" for condition in intent.conditions)
        return from_where or intent.per == "customer" or bool(served & set(intent.metrics))
    if key == "hour":
        return intent.hours is not None
    # "our shop" names no location, and which one does is told by a condition.
    return key == "location" and intent.by is None


def _is_kind_of_thing(by: str | None) -> bool:
    """Return whether parts are kinds of products: "which category of pizza", "what size of pizza"."""
    return by is not None and (by == "category" or ":" in by)


def _is_of_things(intent: Intent) -> bool:
    return any(c.dimension == "category" or ":" in c.dimension for c in intent.conditions)


def _attribute(intent: Intent, key: str) -> bool:
    return _dimension(intent, f"attribute:{key}")


def _has_two(intent: Intent) -> bool:
    two = (intent.periods, intent.metrics, *(condition.values for condition in intent.conditions))
    return (
        intent.against is not None
        or any(len(things) > 1 for things in two)
        or intent.limit == 2
        or intent.shape == "pair"
    )


def _unit(intent: Intent, key: str) -> bool:
    if key == "day" and _DAYS & set(intent.metrics):
        return True
    if any(condition.dimension in {key, "weekday"} for condition in intent.conditions):
        return True
    several = len(intent.periods) > 1 or intent.against is not None
    return key in {intent.by, intent.per} or several


def _ranking(intent: Intent, _key: str) -> bool:
    return intent.shape in _RANKED or (intent.shape == "list" and _names_several(intent))


def _names_several(intent: Intent) -> bool:
    return any(len(condition.values) > 1 for condition in intent.conditions)


def _negation(intent: Intent, _key: str) -> bool:
    if _DAYS & set(intent.metrics) or intent.rank == "least":
        return True
    return any(condition.op != "is" for condition in intent.conditions)


def _average(intent: Intent, _key: str) -> bool:
    averages = {"average_sale", "units_per_sale"}
    return intent.per is not None or bool(averages & set(intent.metrics)) or intent.shape == "why"


def _change(intent: Intent, _key: str) -> bool:
    return intent.against is not None


def _asked_for(*dimensions: str) -> "Rule":
    return lambda intent, _key: intent.by in dimensions


Rule = Callable[[Intent, str], bool]
_RULES: Mapping[str, Rule] = {
    "op.none": _negation,
    "op.outside": _negation,
    "op.missing": _negation,
    "op.closed": lambda intent, _key: bool(_DAYS & set(intent.metrics)),
    "op.both": lambda intent, _key: _has_two(intent),
    "op.new": lambda intent, _key: "new_customers" in intent.metrics,
    "op.average": _average,
    "op.until": lambda intent, _key: False,
    "op.distinct": lambda intent, _key: (
        intent.shape == "pair" or bool(_OF_CUSTOMERS & set(intent.metrics))
    ),
    "op.share": lambda intent, _key: intent.shape == "share" or intent.wants_share,
    "op.how_much": lambda _intent, _key: True,
    "op.why": lambda intent, _key: intent.shape == "why",
    "op.together": lambda intent, _key: intent.shape == "pair" or intent.together,
    "op.abroad": lambda intent, _key: _dimension(intent, "country"),
    "op.domestic": lambda intent, _key: _dimension(intent, "country"),
    "ask.which": lambda intent, _key: intent.by is not None or intent.shape in {*_RANKED, "share"},
    "ask.when": _asked_for("hour", "weekday", "day"),
    "ask.where": _asked_for("country", "location"),
    "ask.who": lambda intent, _key: intent.by in {"staff", "customer"} or intent.shape == "biggest",
    **dict.fromkeys(("op.change", "op.up", "op.down"), _change),
    **dict.fromkeys(
        (
            "op.most",
            "op.least",
            "op.best",
            "op.worst",
            "op.top",
            "op.bottom",
            "op.busiest",
            "op.quietest",
            "op.bestseller",
            "op.worstseller",
        ),
        _ranking,
    ),
    **dict.fromkeys(
        (
            "time.start",
            "time.middle",
            "time.end",
            "time.last",
            "time.since",
            "time.between",
            "time.ago",
            "time.prior",
            "time.next",
        ),
        lambda intent, _key: False,
    ),
}
_SECTIONS: Mapping[str, Rule] = {
    "metric": _metric,
    "dimension": _dimension,
    "attribute": _attribute,
    "unit": _unit,
    "ordinal": lambda intent, key: intent.limit == int(key),
    "beyond": lambda intent, _key: False,
    "kind": lambda intent, key: intent.shape == key,
    "month": lambda intent, _key: False,
    "weekday": lambda intent, _key: False,
    "named": lambda intent, _key: False,
    "quarter": lambda intent, _key: False,
}
