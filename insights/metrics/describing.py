"""A figure's question in words: its period, filters and title."""

from collections.abc import Iterable
from decimal import Decimal

from edge.facts.models import Product
from edge.merchants.models import Merchant
from insights import dates
from insights.metrics.catalog import dimension_of, metric_of
from insights.metrics.figure import Figure, Filter, MetricQuery
from insights.metrics.receipt_words import say
from insights.metrics.wording import format_value, metric_name, part_name


def period_words(merchant: Merchant, query: MetricQuery, language: str) -> str:
    """Return "7–13 Nov 2011", "Wed 16 Nov 2011, to 13:05" or "Wed 23 Nov 2011, 12:00–14:00"."""
    locale = dates.locale_for(language)
    days = dates.day_range(query.period, locale, with_year=True)
    if query.period.first == query.period.last:
        days = f"{dates.weekday_short(query.period.first, locale)} {days}"
    if query.time_from is not None or query.time_to is not None:
        start, end = (_clock(merchant, minute) for minute in (query.time_from, query.time_to))
        days = say(language, "and_time", days=days, start=start, end=end)
    if query.period.until is not None:
        until = merchant.calendar.local(query.period.until)
        if merchant.calendar.business_date(until) <= query.period.last:
            days = say(
                language, "until", days=days, time=dates.clock(until, merchant.calendar, locale)
            )
    return days


def filter_words(merchant: Merchant, query: MetricQuery, language: str) -> str:
    """Return "Country: Germany; Product: RABBIT NIGHT LIGHT", or that there is none."""
    if not query.filters:
        return say(language, "none")
    codes = {
        value
        for given in query.filters
        if given.dimension in ("product", "pair")
        for value in given.values
    }
    names = (
        dict(
            Product.objects.for_merchant(merchant)
            .filter(code__in=codes)
            .values_list("code", "name")
        )
        if codes
        else {}
    )
    return "; ".join(_filter(given, names, language) for given in query.filters)


def title(merchant: Merchant, figure: Figure, language: str) -> str:
    """Return what a figure is: "Net sales, 7–13 Nov 2011", "Growth: Net sales, …"."""
    words = [metric_name(figure, language) + _beyond(figure, language)]
    if figure.how not in ("mean", "sum"):
        words.append(period_words(merchant, figure.query, language))
    if figure.query.filters:
        words.append(filter_words(merchant, figure.query, language))
    name = ", ".join(words)
    if figure.query.counts_parts and figure.query.by:
        by = dimension_of(figure.query.by).words(language).name
        name = say(language, "counted", by=by, name=name)
    return name if figure.how == "measured" else say(language, figure.how, name=name)


def _beyond(figure: Figure, language: str) -> str:
    """Return " above €1,000.00" where only parts beyond a bound are counted."""
    if figure.query.having is None:
        return ""
    comparator, bound = figure.query.having
    metric = metric_of(figure.metric)
    shown = format_value(Decimal(bound), metric.unit, figure.query.currency, language)
    return " " + say(language, comparator, bound=shown)


def differing(merchant: Merchant, figures: Iterable[Figure], language: str) -> list[str]:
    """Return what tells figures of one metric apart: their periods, else their filters."""
    shown = list(figures)
    periods = [period_words(merchant, figure.query, language) for figure in shown]
    if len(set(periods)) > 1 or len(shown) == 1:
        return periods
    return [filter_words(merchant, figure.query, language) for figure in shown]


def _filter(given: Filter, names: dict[str, str], language: str) -> str:
    dimension = dimension_of(given.dimension).words(language)
    if given.op == "missing":
        return dimension.plain
    values = [
        part_name(given.dimension, value, language, label=names.get(value, ""))
        for value in given.values
    ]
    if given.op == "known":
        text = say(language, "known")
    elif given.op == "between":
        text = say(language, "between", low=values[0], high=values[1])
    elif given.op == "is_not":
        text = say(language, "not", values=", ".join(values))
    else:
        text = (" + " if given.dimension == "pair" else ", ").join(values)
    return f"{dimension.name}: {text}"


def _clock(merchant: Merchant, minute: int | None) -> str:
    shown = merchant.day_end_minutes if minute is None else minute
    return f"{shown // 60:02d}:{shown % 60:02d}"
