"""Words that mean one of several things, told apart by what stands around them: section "either" of a language."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chat.analyst.lexicon import Item

_PREFIX = "either."
_SPLITS = ("dimension.", "unit.", "attribute.")
_TIMES = ("unit.", "weekday.", "weekdays.", "month.", "named.", "quarter.")
_NAMES_TIME = ("time.today", "time.yesterday", "time.before_yesterday", "time.this", "time.last")
_COUNTS = ("value.number", "value.clock", "number.", "clock.")
_AGO = ("year_ago", "quarter_ago", "month_ago", "week_ago", "day_ago")
_GLUE = frozenset({"filler.words"})
_ARTICLES = frozenset({"il", "lo", "la", "i", "gli", "le"})
_OF = frozenset({"di", "del", "dello", "della", "dell'", "dei", "degli", "delle"})
_BETTER = ("op.up", "op.comparative")
_WORSE = ("op.down", "op.comparative_down")
# Behind these a bare unit is not the running one: "początek miesiąca", "zeszłego tygodnia".
_BEFORE_UNIT = (
    "time.start",
    "time.middle",
    "time.end",
    "time.this",
    "time.last",
    "time.prior",
    "time.next",
    "time.before_last",
    "op.by",
    "unit.half",
)
# What can be counted: before it a word for both asks how many of it there are.
_COUNTED = (
    "entity",
    "dimension.",
    "unit.",
    "size_word.",
    "op.new",
    "op.distinct",
    "metric.sales_count",
    "metric.units",
    "metric.customers",
    "metric.new_customers",
    "metric.returning_customers",
    "metric.refunds",
    "metric.idle_days",
    "metric.trading_days",
)


def settle(items: Sequence[Item]) -> list[Item]:
    """Return the items with each such word given the meaning that its place in the question calls for."""
    return [_settled(items, n) if _either(item) else item for n, item in enumerate(items)]


def _either(item: Item) -> list[str]:
    return [meaning for meaning in item.meanings if meaning.startswith(_PREFIX)]


def _settled(items: Sequence[Item], n: int) -> Item:
    meanings = {meaning for meaning in items[n].meanings if not meaning.startswith(_PREFIX)}
    for meaning in _either(items[n]):
        meanings |= _RULES[meaning](items, n)
    return replace(items[n], meanings=frozenset(meanings))


def _beside(items: Sequence[Item], n: int, step: int) -> Item | None:
    """Return the next item before or after one, glue left out."""
    n += step
    while 0 <= n < len(items):
        if not items[n].meanings or not items[n].meanings <= _GLUE:
            return items[n]
        n += step
    return None


def _is_time(item: Item | None) -> bool:
    if item is None:
        return False
    is_named = any(
        m.startswith(_TIMES) or m.endswith(("_or_this", "last_or_bottom")) for m in item.meanings
    )
    return is_named or item.has(*_NAMES_TIME, *(f"time.{key}" for key in _AGO))


def _which_or_what(items: Sequence[Item], n: int) -> set[str]:
    """Tell which from what and how much: "¿Qué día …?", "¿Qué se vendió más?", "¿Qué ventas …?"."""
    after = items[n + 1] if n + 1 < len(items) else None
    if _names(after, *_SPLITS) or (after is not None and after.has("entity")):
        return {"ask.which"}
    if _names(after, "metric."):
        return {"op.how_much"}
    return {"filler.words"} if _is_noun(_beside(items, n, -1)) else {"ask.what"}


def _all_or_each(items: Sequence[Item], n: int) -> set[str]:
    """Tell "todas las semanas", one by one, from "todas las tiendas", none left out."""
    return _per_or_by(items, n) if _names(_beside(items, n, 1), "unit.") else {"op.any"}


def _which_or_how_much(items: Sequence[Item], n: int) -> set[str]:
    """Tell "quel vendeur", which asks for one of several, from "quel chiffre d'affaires", which asks for a sum."""
    return {"op.how_much"} if _names(_beside(items, n, 1), "metric.") else {"ask.which"}


def _who_or_that(items: Sequence[Item], n: int) -> set[str]:
    """Tell "qui a vendu le plus" from "le produit qui se vend le mieux"."""
    return {"filler.words"} if _is_noun(_beside(items, n, -1)) else {"ask.who"}


def _where_or_that(items: Sequence[Item], n: int) -> set[str]:
    """Tell "où vend-on le plus" from "les jours où l'on vend le plus"."""
    return {"filler.words"} if _is_noun(_beside(items, n, -1)) else {"ask.where"}


def _average_or_sales(items: Sequence[Item], n: int) -> set[str]:
    """Tell "la vente moyenne", of one order, from "la vente moyenne par semaine", of many."""
    after = _beside(items, n, 1)
    ways = ("op.daily", "either.per_or_by", "op.by", "op.per")
    place = next((k for k in range(n + 1, len(items)) if items[k] is after), n)
    of_period = after is not None and (
        after.has("op.daily") or (after.has(*ways) and _names(_beside(items, place, 1), "unit."))
    )
    return {"metric.net_sales", "op.average"} if of_period else {"metric.average_sale"}


def _names(item: Item | None, *sections: str) -> bool:
    return item is not None and any(m.startswith(sections) for m in item.meanings)


def _is_noun(item: Item | None) -> bool:
    """Return whether an item is what a relative clause may follow."""
    if item is None:
        return False
    return item.has("entity", "op.that") or _names(item, *_SPLITS, "metric.", "weekday")


def _than_or_that(items: Sequence[Item], n: int) -> set[str]:
    """Tell "más que ayer", which compares, from "el día que más vendimos"."""
    return {"op.vs"} if _is_time(_beside(items, n, 1)) else {"filler.words"}


def _per_or_by(items: Sequence[Item], n: int) -> set[str]:
    """Tell "en moyenne par mois", which divides, from "les ventes par mois", which splits."""
    after = _beside(items, n, 1)
    averages = any(
        item.has("op.average") or (item.has("either.average_or_sales") and _names(after, "unit."))
        for item in items
    )
    of_sales = after is not None and after.has("metric.sales_count")
    return {"op.per", "op.by"} if averages or of_sales else {"op.by"}


def _many_or_much(items: Sequence[Item], n: int) -> set[str]:
    """Tell "ile kaw sprzedaliśmy", which counts, from "ile sprzedaliśmy", which asks for money."""
    after = _beside(items, n, 1)
    counts = after is not None and any(m.startswith(_COUNTED) for m in after.meanings)
    return {"op.how_many", "op.number_of"} if counts else {"op.how_much"}


def _last_or_came(items: Sequence[Item], n: int) -> set[str]:
    """Tell the time of "le mois passé" from the people of "les clients passés en caisse"."""
    around = (_beside(items, n, -1), _beside(items, n, 1))
    counted = around[0] is not None and around[0].has("dimension.customer", "metric.customers")
    return {"time.last"} if any(map(_is_time, around)) and not counted else {"op.served"}


def _last_or_sold(items: Sequence[Item], n: int) -> set[str]:
    """Tell the time of "la semaine écoulée" from the goods of "les croissants écoulés"."""
    return {"time.last"} if _is_time(_beside(items, n, -1)) else {"op.sold"}


def _from_or_of(items: Sequence[Item], n: int) -> set[str]:
    """Tell "de 9 à 11 h", which begins a span, from "les ventes de mai"."""
    after = items[n + 1] if n + 1 < len(items) else None
    counts = after is not None and any(m.startswith(_COUNTS) for m in after.meanings)
    ends = any(item.has("time.until", "time.at") for item in items[n + 2 : n + 5])
    return {"time.from"} if counts and ends else {"filler.words"}


def _running(unit: str) -> "Rule":
    """Tell "la plus grosse commande du mois", the running one, from "du mois dernier" and "du mois de mai"."""

    def rule(items: Sequence[Item], n: int) -> set[str]:
        before, after = _beside(items, n, -1), _beside(items, n, 1)
        named = after is not None and (
            after.has("value.year", "time.prior", "time.next", "time.before_last", "time.so_far")
            or any(
                m.startswith(("month.", "value.", "number.", "ordinal.")) for m in after.meanings
            )
            or after.has("time.this", "time.last", "either.last_or_came", "either.last_or_sold")
        )
        opened = before is not None and (
            before.has(*_BEFORE_UNIT)
            or any(m.startswith(("ordinal.", "value.", "number.")) for m in before.meanings)
        )
        running = "time.to_date" if unit == "year" else f"time.{unit}_to_date"
        return {f"unit.{unit}"} if named or opened else {running}

    return rule


def _superlative(best: str, *compares: str) -> "Rule":
    """Tell "il giorno migliore di ottobre", the best one, from "agosto è stato migliore di luglio", a comparison."""

    def rule(items: Sequence[Item], n: int) -> set[str]:
        before, after = items[n - 1] if n else None, items[n + 1] if n + 1 < len(items) else None
        of_all = before is None or any(m.startswith(_SPLITS) for m in before.meanings)
        if of_all or (before and before.text.split()[-1] in _ARTICLES):
            return {best}
        other = _beside(items, n, 1) if after is not None and after.text in _OF else None
        if other is not None and any(m.startswith(_COUNTS) for m in other.meanings):
            return {"bound.above" if compares == _BETTER else "bound.below"}
        return {"op.vs", *compares} if _is_time(other) else {best, *compares}

    return rule


def _first_or_before(items: Sequence[Item], n: int) -> set[str]:
    """Tell "la prima metà di marzo" from "la settimana prima"."""
    after = items[n + 1] if n + 1 < len(items) else None
    counts = after is not None and any(m.startswith("unit.") for m in after.meanings)
    return {"ordinal.1"} if counts else {"time.prior"}


def _last_or_bottom(items: Sequence[Item], n: int) -> set[str]:
    """Tell "gli ultimi 7 giorni" from "gli ultimi 5 per quantità"."""
    number = items[n + 1] if n + 1 < len(items) else None
    if number is None or not any(m.startswith(_COUNTS) for m in number.meanings):
        return {"time.last"}
    after = items[n + 2] if n + 2 < len(items) else None
    return {"time.last"} if _is_time(after) else {"op.bottom"}


def _on_or_over(items: Sequence[Item], n: int) -> set[str]:
    """Tell "ottobre su settembre", which compares, from "la quota sul totale"."""
    after = _beside(items, n, 1)
    compares = after is not None and (_is_time(after) or after.has("time.prior"))
    return {"op.vs"} if compares and any(map(_is_time, items[:n])) else {"filler.words"}


def _per_unit(unit: str, every: str) -> "Rule":
    """Tell "ordini al mese", which divides, from "rispetto al mese scorso"."""

    def rule(items: Sequence[Item], n: int) -> set[str]:
        after = _beside(items, n, 1)
        named = after is not None and (
            after.has("time.last", "time.this", "time.prior", "time.next", "value.year")
            or any(m.startswith("month.") for m in after.meanings)
        )
        return {f"unit.{unit}"} if named else {f"op.{every}"}

    return rule


Rule = Callable[[Sequence[Item], int], set[str]]
_RULES: dict[str, Rule] = {
    "either.which_or_what": _which_or_what,
    "either.which_or_how_much": _which_or_how_much,
    "either.all_or_each": _all_or_each,
    "either.who_or_that": _who_or_that,
    "either.where_or_that": _where_or_that,
    "either.average_or_sales": _average_or_sales,
    "either.than_or_that": _than_or_that,
    "either.per_or_by": _per_or_by,
    "either.many_or_much": _many_or_much,
    "either.best_or_better": _superlative("op.best", *_BETTER),
    "either.worst_or_worse": _superlative("op.worst", *_WORSE),
    "either.most_or_more": _superlative("op.most", *_BETTER),
    "either.least_or_less": _superlative("op.least", *_WORSE),
    "either.first_or_before": _first_or_before,
    "either.last_or_bottom": _last_or_bottom,
    "either.on_or_over": _on_or_over,
    "either.per_week": _per_unit("week", "weekly"),
    "either.per_month": _per_unit("month", "monthly"),
    "either.per_year": _per_unit("year", "yearly"),
    "either.last_or_came": _last_or_came,
    "either.last_or_sold": _last_or_sold,
    "either.from_or_of": _from_or_of,
    **{f"either.{unit}_or_this": _running(unit) for unit in ("week", "month", "quarter", "year")},
}
