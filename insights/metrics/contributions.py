"""Where a change comes from: what each part of a dimension adds to it, the rest as everything else, summing exactly."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from edge.facts.models import Product
from edge.lib.money import to_minor
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.catalog import ATTRIBUTE, metric_of
from insights.metrics.figure import Comparison, Figure, MetricQuery
from insights.metrics.ground import Ground
from insights.metrics.query import PartRow, Parts

# What a change may be split by, in the order that breaks ties.
DIMENSIONS = (
    "product", "category", "hour", "weekday", "location", "staff", "customer_group", "country", "channel",
    "payment_method",
)  # fmt: skip
ADDITIVE = frozenset({"net_sales", "gross_sales", "refunds", "units", "sales_count"})
# Of so many parts each is shown; of more, the largest movers and everything else.
ALL_SHOWN = 8
MOVERS = 5
# So many parts carry the most of a change when dimensions are compared.
_CARRIERS = 3
_IN_ORDER = frozenset({"hour", "weekday"})
_ZERO = Decimal(0)


def may_split(by: str | None) -> bool:
    """Return whether a change can be told by a dimension."""
    return by is not None and (by in DIMENSIONS or by.startswith(ATTRIBUTE))


@dataclass(frozen=True)
class Mover:
    """One part and what it adds to the change."""

    key: str
    label: str
    change: Figure
    now: Figure
    then: Figure


@dataclass(frozen=True)
class Split:
    """A change split by one dimension: movers and rest add up to it exactly; rest is None where nothing is left."""

    by: str
    movers: tuple[Mover, ...]
    rest: Figure | None


@dataclass(frozen=True)
class Sides:
    """The values of a dimension's parts, now and then, and how a part becomes figures."""

    by: str
    values: Mapping[str, tuple[Decimal, Decimal]]
    shown: Callable[[Sequence[str]], list[tuple[str, Figure, Figure]]]

    def carried(self) -> Decimal:
        """Return how much of the change three parts carry beyond what their size explains."""
        change = sum((now - then for now, then in self.values.values()), _ZERO)
        volume = sum((now + then for now, then in self.values.values()), _ZERO)
        if not volume:
            return _ZERO
        sign = 1 if change >= 0 else -1
        beyond = sorted(
            (sign * (now - then - change * (now + then) / volume))
            for now, then in self.values.values()
        )
        return round(sum((own for own in beyond[-_CARRIERS:] if own > 0), _ZERO), 6)


def split_by(merchant: Merchant, change: Comparison, sides: Sides) -> Split:
    """Return a change split by a dimension."""
    keys = sorted(sides.values, key=lambda key: (-abs(_moved(sides.values[key])), key))
    moving = [key for key in keys if _moved(sides.values[key])]
    chosen = moving if len(moving) <= ALL_SHOWN else moving[:MOVERS]
    if sides.by in _IN_ORDER and len(chosen) == len(moving):
        chosen = sorted(chosen, key=int)
    movers = tuple(
        Mover(key, label, derive.change(merchant, now, then), now, then)
        for key, (label, now, then) in zip(chosen, sides.shown(chosen), strict=True)
    )
    rest = derive.rest(merchant, change.change, [mover.change for mover in movers])
    return Split(sides.by, movers, rest if rest.value else None)


def _moved(pair: tuple[Decimal, Decimal]) -> Decimal:
    return pair[0] - pair[1]


def parts_asked(ground: Ground, dimensions: Sequence[str]) -> list[MetricQuery]:
    """Return the breakdowns to read, now and then of each dimension; products are known from the ground."""
    return [
        replace(query.whole(), by=key)
        for key in _told_apart(ground, dimensions)
        for query in ground.queries
    ]


def sides_of(ground: Ground, dimensions: Sequence[str], parts: Sequence[Parts]) -> list[Sides]:
    """Return the dimensions that have at least two parts; `parts` are what `parts_asked` asked for."""
    told = _told_apart(ground, dimensions)
    found = [
        _of_parts(key, now, then)
        for key, now, then in zip(told, parts[::2], parts[1::2], strict=True)
    ]
    if "product" in dimensions and "product" not in told and adds_up(ground.metric, "product"):
        found.append(_of_products(ground))
    found.sort(key=lambda sides: dimensions.index(sides.by))
    return [sides for sides in found if len(sides.values) > 1]


def _told_apart(ground: Ground, dimensions: Sequence[str]) -> list[str]:
    from_ground = {"product"} if ground.metric == "net_sales" else set[str]()
    return [key for key in dimensions if adds_up(ground.metric, key) and key not in from_ground]


def adds_up(metric: str, dimension: str) -> bool:
    """Return whether what a dimension's parts have adds up: an order stands in the sales of several products."""
    of_lines = dimension in {"product", "category"} or dimension.startswith(ATTRIBUTE)
    is_told = not of_lines or (metric_of(metric).is_itemised and metric != "sales_count")
    return metric in ADDITIVE and is_told


def _of_parts(by: str, now: Parts, then: Parts) -> Sides:
    keys = sorted(now.rows.keys() | then.rows.keys())

    def shown(chosen: Sequence[str]) -> list[tuple[str, Figure, Figure]]:
        return [
            (
                now.label(key) if key in now.rows else then.label(key),
                now.figure(key),
                then.figure(key),
            )
            for key in chosen
        ]

    values = {key: (Decimal(now.value(key)), Decimal(then.value(key))) for key in keys}
    return Sides(by, values, shown)


def _of_products(ground: Ground) -> Sides:
    """Return the products' net sales, from the lines that were read for their prices anyway."""
    sides = ground.by_product
    ids = {str(product or ""): product for side in sides for product in side}

    def net(side: int, product: int | None) -> Decimal:
        sold = sides[side].get(product)
        return sold.net if sold else _ZERO

    def shown(chosen: Sequence[str]) -> list[tuple[str, Figure, Figure]]:
        names = _names(ground.merchant, [ids[key] for key in chosen])
        parts = [_product_parts(ground, place, names) for place in (0, 1)]
        codes = [names.get(ids[key], ("", ""))[0] for key in chosen]
        return [
            (parts[0].label(code), parts[0].figure(code), parts[1].figure(code)) for code in codes
        ]

    values = {key: (net(0, product), net(1, product)) for key, product in ids.items()}
    return Sides("product", values, shown)


def _names(merchant: Merchant, products: Sequence[int | None]) -> dict[int | None, tuple[str, str]]:
    """Return code and name of some products."""
    known = Product.objects.for_merchant(merchant).filter(
        pk__in=[product for product in products if product is not None]
    )
    return {pk: (code, name) for pk, code, name in known.values_list("pk", "code", "name")}


def _product_parts(
    ground: Ground, place: int, names: Mapping[int | None, tuple[str, str]]
) -> Parts:
    """Return one period's breakdown by product as if the database had given it for these products only."""
    query: MetricQuery = replace(ground.queries[place].whole(), metric="net_sales", by="product")
    sides, currency = ground.by_product[place], ground.currency
    rows = {}
    for product, (code, name) in [*names.items(), (None, ("", ""))]:
        sold = sides.get(product)
        both = (
            (to_minor(sold.gross, currency), to_minor(sold.refunds, currency)) if sold else (0, 0)
        )
        a, b = (Decimal(minor) for minor in both)
        rows[code] = PartRow(code, name, currency, a, b, sold.rows if sold else 0, 0, 1)
    return Parts(ground.books, query, rows)
