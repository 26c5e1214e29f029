"""From a question taken apart to what it asks for: which metric, split by what, ranked, shared or compared."""

from dataclasses import dataclass, field

from chat.analyst.hear import Heard, limit_place
from chat.analyst.intent import Rank, Shape
from chat.analyst.time_reader import number_of

UNITS = ("day", "week", "month", "quarter", "year")
_RANKING = [
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
]
_LEAST = ("op.least", "op.worst", "op.bottom", "op.quietest", "op.worstseller")
_DEFAULT_TOP = 5
_CHANGING = ("op.change", "op.up", "op.down")
_COUNTS = {"customer": "customers", "product": "units"}
# Metrics of which a ranking is by money unless units are asked for; a product's best seller is by units.
_MONEY_WORDS = ("op.money", "op.took", "op.how_much")


@dataclass
class Asked:
    """What a question asks for; None or empty where it does not say."""

    shape: Shape | None = None
    metrics: list[str] = field(default_factory=list)
    by: str | None = None
    rank: Rank = "most"
    limit: int | None = None
    per: str | None = None
    wants_share: bool = False
    wants_percent: bool = False
    is_changing: bool = False
    has_overview: bool = False


def ask(heard: Heard, attributes: tuple[str, ...]) -> Asked:
    """Work out what a question asks for from its own words alone."""
    asked = Asked()
    asked.by = _dimension(heard, attributes)
    asked.metrics = _metrics(heard, asked.by)
    asked.wants_percent = heard.says("op.percent", "op.share", "value.percent")
    asked.wants_share = heard.says("op.share")
    asked.is_changing = heard.says(*_CHANGING) or bool(
        heard.times.spots and any(s.against for s in heard.times.spots)
    )
    asked.has_overview = heard.says("op.went")
    asked.per = _per(heard, asked)
    if asked.wants_share and _is_of_customers(asked):
        asked.by = None
    asked.shape = _shape(heard, asked)
    if asked.shape in {"share", "total", "compare"}:
        asked.by = _without_noun(heard, asked)
    if asked.shape == "rank":
        _rank(heard, asked)
    elif asked.shape == "list" and asked.by is None:
        asked.shape = None
    return asked


def _is_of_customers(asked: Asked) -> bool:
    return bool(asked.metrics) and set(asked.metrics) <= {"new_customers", "returning_customers"}


def _without_noun(heard: Heard, asked: Asked) -> str | None:
    """Return what is split by, unless it only says what is counted: "what share of pizzas were large"."""
    if (
        asked.by == "product"
        and (heard.conditions or asked.metrics)
        and not heard.says("op.by", "ask.which", "op.split")
    ):
        return None
    return asked.by


def _metrics(heard: Heard, by: str | None) -> list[str]:
    """Return the metrics in the order in which they are said."""
    metrics = list(
        dict.fromkeys(
            key for item in heard.items if not item.has("entity") for key in item.values("metric")
        )
    )
    if "customers" in metrics and heard.says("op.served"):
        metrics[metrics.index("customers")] = "sales_count"
    if (
        heard.says("op.new")
        and heard.says("metric.returning_customers", "dimension.customer")
        and "new_customers" not in metrics
    ):
        metrics.insert(0, "new_customers")
    days = _counted_days(heard, metrics)
    if days:
        return [days]
    counted = _counted(heard, by)
    if counted and not metrics:
        return [counted]
    if heard.says("op.money") and not {"refunds", "net_sales", "gross_sales"} & set(metrics):
        metrics.append("net_sales")
    return _without_echo(metrics, heard)


def _counted_days(heard: Heard, metrics: list[str]) -> str | None:
    """Return the kind of days that are counted: "how many days in April had no sales at all"."""
    if "idle_days" in metrics or "trading_days" in metrics:
        return next(key for key in metrics if key.endswith("_days"))
    is_counted = any(
        n not in heard.times.used and heard.follows(n, "op.how_many")
        for n in heard.places("unit.day")
    )
    if not is_counted:
        return None
    if heard.says("op.closed") or (
        heard.says("op.none") and (metrics or heard.says("op.sold", "op.took", "op.opened"))
    ):
        return "idle_days"
    return "trading_days" if heard.says("op.opened", "op.sold") or metrics else None


def _without_echo(metrics: list[str], heard: Heard) -> list[str]:
    """Drop a metric that only names what another is about: "gross sales before refunds", "new customers"."""
    if (
        "gross_sales" in metrics
        and "refunds" in metrics
        and not heard.says("op.share", "op.percent")
    ):
        metrics = [key for key in metrics if key != "refunds"]
    if {"refunds", "gross_sales"} <= set(metrics):
        return ["refund_rate"]
    if {"refunds", "net_sales"} <= set(metrics) and heard.says("op.share"):
        return ["refund_rate"]
    return ["biggest_sale"] if "biggest_sale" in metrics else metrics


def _counted(heard: Heard, by: str | None) -> str | None:
    """Return what "how many …" counts when no metric is named."""
    if not heard.says("op.how_many"):
        return None
    if heard.says("op.new") and heard.says("metric.returning_customers"):
        return None
    if by in _COUNTS:
        return _COUNTS[by]
    if any(
        condition.dimension in {"product", "category"} or ":" in condition.dimension
        for condition in heard.conditions
    ):
        return "units"
    if heard.clarify:
        return "units"
    return (
        "units" if heard.says("op.sold", "op.bought", "op.bestseller", "op.worstseller") else None
    )


def _dimension(heard: Heard, attributes: tuple[str, ...]) -> str | None:
    """Return what the question splits by: the first dimension that is not merely a unit to divide by."""
    found: list[str] = []
    for place, item in enumerate(heard.items):
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
    if heard.says("op.bestseller", "op.worstseller"):
        return "product"
    ranked = heard.says(*_RANKING)
    if heard.says("ask.who") and (ranked or heard.says("op.sold")):
        return "customer" if heard.says("op.took", "op.bought") else "staff"
    if heard.says("ask.when") and (ranked or heard.says("op.busiest", "op.quietest")):
        return "hour"
    if heard.says("ask.where") and ranked:
        return "country"
    if heard.says("ask.what") and ranked and heard.says("op.sold", "op.took"):
        return "product"
    return None


def _unit_dimension(heard: Heard) -> str | None:
    """Return the calendar unit that is ranked or listed: "best day", "by month"."""
    for place, item in enumerate(heard.items):
        unit = item.value("unit")
        if not unit or place in heard.times.used or unit not in UNITS:
            continue
        if heard.says(*_RANKING) or heard.follows(place, "op.by", "ask.which"):
            return unit
    if heard.says("op.each_day"):
        return "day"
    return "hour" if heard.says("op.busiest", "op.quietest") else None


def _per(heard: Heard, asked: Asked) -> str | None:
    """Return what a sum is to be divided by: day, week, month, customer; order is a metric of its own."""
    if heard.says("op.daily") and not heard.says("ask.which", "op.top"):
        asked.by = None if asked.by in {"day", "product"} else asked.by
        return "day"
    for place, item in enumerate(heard.items):
        if not heard.follows(place, "op.per"):
            continue
        unit = item.value("unit")
        if unit in UNITS and place not in heard.times.used:
            asked.by = None if asked.by == unit else asked.by
            return unit
        if item.has("metric.sales_count", "metric.average_sale"):
            counts_units = "units" in [*asked.metrics, _COUNTS.get(asked.by or "")]
            asked.metrics, asked.by = ["units_per_sale" if counts_units else "average_sale"], None
            return None
        if item.has("dimension.customer") and asked.by == "customer":
            asked.by = None
            return "customer"
    if (
        heard.says("op.average")
        and asked.metrics
        and asked.metrics[0] in {"net_sales", "gross_sales", "sales_count", "units"}
    ):
        return "day"
    return None


def _shape(heard: Heard, asked: Asked) -> Shape | None:
    if heard.says("op.together"):
        return "pair"
    if heard.says("op.why"):
        return "why"
    if "biggest_sale" in asked.metrics:
        return "biggest"
    if _compares_names(heard):
        asked.by = next(c.dimension for c in heard.conditions if len(c.labels) > 1)
        return "list"
    if heard.says(*_RANKING) and (asked.by or heard.says("op.bestseller", "op.worstseller")):
        return "rank"
    if asked.wants_share:
        return "share"
    if asked.is_changing:
        return "compare"
    if asked.by and not asked.per and heard.says("op.by", "ask.which", "op.split", "op.each_day"):
        return "list"
    if asked.metrics or heard.says("op.sold", "op.took", "op.how_much", "op.went") or heard.spans:
        return "total"
    return None


def _compares_names(heard: Heard) -> bool:
    """Return whether two names are set against each other: "pepperoni vs hawaiian", "more classic or supreme"."""
    if (
        not any(len(c.labels) > 1 and c.op == "is" for c in heard.conditions)
        or len(heard.spans) > 1
    ):
        return False
    return heard.says("op.vs", "op.or") and not any(spot.against for spot in heard.times.spots)


def _rank(heard: Heard, asked: Asked) -> None:
    asked.rank = "least" if heard.says(*_LEAST) and not _is_best(heard) else "most"
    asked.by = asked.by or "product"
    said = [key for key in asked.metrics if key not in {"customers", "units_per_sale"}]
    first = _ranking_metric(heard, asked, said)
    asked.metrics = list(dict.fromkeys([first, *said]))
    place = limit_place(heard)
    if place is not None:
        asked.limit = number_of(heard.items[place])
    elif heard.says("op.top", "op.bottom"):
        asked.limit = _DEFAULT_TOP


def _is_best(heard: Heard) -> bool:
    return heard.says("op.best", "op.most", "op.busiest", "op.bestseller") and not heard.says(
        "op.worst", "op.worstseller", "op.quietest", "op.bottom"
    )


def _ranking_metric(heard: Heard, asked: Asked, said: list[str]) -> str:
    """Return the metric to rank by: the one named as such, else what the words for best mean for this dimension."""
    named = _named_for_ranking(heard)
    if named:
        return named
    if heard.says("op.busiest", "op.quietest") and not heard.says("op.best", "op.worst"):
        return "sales_count"
    if said and not (
        heard.says("op.best", "op.worst") and set(said) <= {"sales_count", "average_sale"}
    ):
        return said[0]
    counted = heard.says("op.number_of", "op.how_many")
    if asked.by == "product":
        return "net_sales" if heard.says("op.money", "op.took") and not counted else "units"
    return "units" if counted and heard.says("op.sold") else "net_sales"


def _named_for_ranking(heard: Heard) -> str | None:
    """Return the metric right after "by" or right after "most": "by revenue", "the fewest orders"."""
    for words in (("op.by",), ("op.most", "op.least", "op.top")):
        for place, item in enumerate(heard.items):
            metric = "net_sales" if item.has("op.money") else item.value("metric")
            if metric == "net_sales" and item.has("op.money") and "refunds" in heard.keys("metric"):
                metric = "refunds"
            if metric and heard.follows(place, *words):
                return metric
    return None
