"""From a question taken apart to what it asks for: which metric, split by what, ranked, shared or compared."""

from dataclasses import dataclass, field

from chat.analyst.hear import Heard, limit_place
from chat.analyst.intent import Claim, Rank, Shape
from chat.analyst.kind_of import complete, kind_of
from chat.analyst.kinds import KINDS
from chat.analyst.measured import COUNTS, metrics_of
from chat.analyst.ranking_words import LEAST, RANKING
from chat.analyst.split_by import UNITS, dimension_of, how_often
from chat.analyst.time_reader import number_of

_DEFAULT_TOP = 5
_CHANGING = ("op.change", "op.up", "op.down")


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
    claim: Claim | None = None


def ask(heard: Heard) -> Asked:
    """Work out what a question asks for from its own words alone."""
    asked = Asked()
    asked.by = dimension_of(heard)
    asked.metrics = metrics_of(heard, asked.by)
    asked.wants_percent = heard.says("op.percent", "op.share", "value.percent")
    asked.wants_share = heard.says("op.share")
    asked.is_changing = heard.says(*_CHANGING) or bool(
        heard.times.spots and any(s.against for s in heard.times.spots)
    )
    asked.per = _per(heard, asked)
    if asked.wants_share and _is_of_customers(asked):
        asked.by = None
    asked.shape = _shape(heard, asked)
    if asked.shape in {"share", "total", "compare"}:
        asked.by = _without_noun(heard, asked)
    if asked.shape == "rank":
        _rank(heard, asked)
    elif asked.shape in {"biggest", "pair"}:
        place = limit_place(heard)
        asked.limit = number_of(heard.items[place]) if place is not None else None
    elif asked.shape == "why":
        asked.claim = _claim(heard)
    elif asked.shape in KINDS:
        complete(heard, asked)
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


def _per(heard: Heard, asked: Asked) -> str | None:
    """Return what a sum is to be divided by: day, week, month, customer; order is a metric of its own."""
    if _is_per_order(heard):
        counts_units = "units" in [*asked.metrics, COUNTS.get(asked.by or "")]
        asked.metrics, asked.by = ["units_per_sale" if counts_units else "average_sale"], None
        return None
    if heard.says("op.daily") and not heard.says("ask.which", "op.top"):
        asked.by = None if asked.by in {"day", "product"} else asked.by
        return "day"
    often = how_often(heard)
    if often and heard.says("op.average", "op.how_many", "op.how_much"):
        asked.by = None if asked.by in {often, "product"} else asked.by
        return often
    for place, item in enumerate(heard.items):
        unit = item.value("unit")
        if unit in UNITS and place not in heard.times.used and _divides(heard, place):
            asked.by = None if asked.by in {unit, "product"} else asked.by
            return unit
        if (
            item.has("dimension.customer")
            and heard.follows(place, "op.per")
            and asked.by == "customer"
        ):
            asked.by = None
            return "customer"
    summed = {"net_sales", "gross_sales", "sales_count", "units"}
    sells = heard.says("op.sold", "op.took")
    if heard.says("op.average") and (asked.metrics[0] in summed if asked.metrics else sells):
        return "day"
    return None


def _is_per_order(heard: Heard) -> bool:
    """Return whether something is divided by the number of sales: "per order", "on average an order"."""
    return any(
        heard.follows(place, "op.per")
        or (heard.says("op.average") and heard.follows(place, "op.each"))
        for place in heard.places("metric.sales_count")
    )


def _divides(heard: Heard, place: int) -> bool:
    """Return whether a unit divides: "per day", "orders a day", "an average day"."""
    if heard.follows(place, "op.per", "op.average"):
        return True
    return heard.follows(place, "op.each") and not heard.says("ask.which", *RANKING)


def _shape(heard: Heard, asked: Asked) -> Shape | None:
    if heard.says("op.together"):
        return "pair"
    if heard.says("op.why"):
        return "why"
    if "biggest_sale" in asked.metrics:
        return "biggest"
    further = kind_of(heard, asked) or _ordering(heard, asked)
    if further:
        return further
    if asked.wants_share:
        return "share"
    if asked.is_changing or _sets_periods_against_each_other(heard):
        return "compare"
    if _is_percent_of_part(heard, asked):
        return "share"
    splits = heard.says("op.by", "ask.which", "op.split", "op.each_day", "op.vs", "op.each")
    if asked.by and not asked.per and (splits or asked.by == how_often(heard)):
        return "list"
    if _asks_for_purchases(heard, asked):
        asked.by = "product"
        return "list"
    says_how_much = heard.says("op.sold", "op.took", "op.how_much", "op.went")
    return "total" if asked.metrics or says_how_much or heard.spans else None


def _is_percent_of_part(heard: Heard, asked: Asked) -> bool:
    """Return whether a part is wanted in percent, which is its share: "sales abroad in October, in percent"."""
    of_one = bool(heard.conditions) and len(heard.times.spots) <= 1 and not asked.by
    return of_one and asked.wants_percent and "refund_rate" not in asked.metrics


def _asks_for_purchases(heard: Heard, asked: Asked) -> bool:
    """Return whether it is asked what one customer bought."""
    of_customer = any(c.dimension == "customer" and c.op == "is" for c in heard.conditions)
    return (
        of_customer
        and not asked.metrics
        and heard.says("op.bought")
        and not heard.says("op.how_many")
    )


def _claim(heard: Heard) -> Claim | None:
    """Return the direction that a question takes for granted: "why were sales down"."""
    up, down = heard.says("op.up"), heard.says("op.down")
    return None if up == down else "up" if up else "down"


def _ordering(heard: Heard, asked: Asked) -> Shape | None:
    """Return rank or list where parts are set against each other, None where they are not."""
    if _compares_names(heard):
        asked.by = next(c.dimension for c in heard.conditions if len(c.labels) > 1)
        return "list"
    if heard.says(*RANKING) and (asked.by or heard.says("op.bestseller", "op.worstseller")):
        return "rank"
    return "rank" if _sets_parts_against_each_other(heard, asked) else None


def _sets_parts_against_each_other(heard: Heard, asked: Asked) -> bool:
    """Return whether parts are compared, not periods: "which location does better"."""
    compared = heard.says("op.comparative", "op.comparative_down") and not heard.says("op.change")
    return bool(
        compared and asked.by and heard.says("ask.which", "ask.who") and len(heard.times.spots) < 2
    )


def _sets_periods_against_each_other(heard: Heard) -> bool:
    """Return whether two periods are compared though no word says so between them: "compare Q3 and Q2"."""
    return len(heard.times.spots) == 2 and heard.says("op.vs") and not heard.says("op.total")


def _compares_names(heard: Heard) -> bool:
    """Return whether two names are set against each other: "pepperoni vs hawaiian", "more classic or supreme"."""
    several = any(
        len(c.values) > 1 and len(c.labels) > 1 and c.op == "is" for c in heard.conditions
    )
    if not several or len(heard.spans) > 1 or heard.says("op.share", "op.change"):
        return False
    return heard.says("op.vs", "op.or", "time.and") and not any(
        s.against for s in heard.times.spots
    )


def _rank(heard: Heard, asked: Asked) -> None:
    asked.rank = "least" if heard.says(*LEAST) and not _is_best(heard) else "most"
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
    if asked.by in {"hour", "weekday", "day"} and not said and heard.says("dimension.customer"):
        return "sales_count"
    if asked.by == "staff" and heard.says("op.served"):
        return "sales_count"
    of_things = asked.by in {"product", "category"} or ":" in (asked.by or "")
    if of_things and heard.says("op.bestseller", "op.worstseller") and not heard.says("op.money"):
        return "units"
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
