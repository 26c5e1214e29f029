"""Figures that follow from figures: change, growth, share, mean; each keeps what it was computed from."""

from collections.abc import Sequence
from decimal import Decimal

from edge.lib.money import CurrencyMismatch, to_decimal, to_minor
from edge.merchants.models import Merchant
from insights.metrics.codec import derived_from, figure_id
from insights.metrics.figure import Figure, How, Unit

_EXACT = Decimal("0.0000000001")
Value = Decimal | int | None


def change(merchant: Merchant, now: Figure, then: Figure) -> Figure:
    """Return now minus then, in their unit."""
    _same_money(now, then)
    value = None if now.value is None or then.value is None else now.value - then.value
    return _derived(merchant, "change", (now, then), value, now.unit)


def growth(merchant: Merchant, now: Figure, then: Figure) -> Figure:
    """Return (now − then) / then as a fraction; None where then is 0 or not known."""
    _same_money(now, then)
    value = (
        None
        if now.value is None or then.value is None
        else _over(Decimal(now.value) - then.value, then.value)
    )
    return _derived(merchant, "growth", (now, then), value, "fraction")


def share(merchant: Merchant, part: Figure, whole: Figure) -> Figure:
    """Return part / whole of one metric as a fraction; None where the whole is 0."""
    _same_money(part, whole)
    return _derived(merchant, "share", (part, whole), _over(part.value, whole.value), "fraction")


def ratio(merchant: Merchant, upper: Figure, lower: Figure, unit: Unit = "fraction") -> Figure:
    """Return upper / lower of two metrics; its unit is what the caller says: money over sales is money."""
    return _derived(merchant, "ratio", (upper, lower), _over(upper.value, lower.value), unit)


def effect(merchant: Merchant, average: Figure, change_of_count: Figure) -> Figure:
    """Return what a change in number alone makes in money: an average times how many more there were."""
    value: Value = None
    if average.value is not None and change_of_count.value is not None and average.currency:
        exact = Decimal(average.value) * Decimal(change_of_count.value)
        value = to_decimal(to_minor(exact, average.currency), average.currency)
    return _derived(merchant, "effect", (average, change_of_count), value, average.unit)


def mean(merchant: Merchant, figures: Sequence[Figure]) -> Figure:
    """Return the mean of figures of one metric; those that are None are left out, None where all are."""
    _same_money(*figures)
    known = [Decimal(figure.value) for figure in figures if figure.value is not None]
    value = _over(sum(known, Decimal(0)), len(known))
    return _derived(merchant, "mean", figures, value, figures[0].unit)


def total(merchant: Merchant, figures: Sequence[Figure]) -> Figure:
    """Return the sum of figures of one additive metric and currency."""
    _same_money(*figures)
    value: Value = sum((figure.value for figure in figures if figure.value is not None), Decimal(0))
    if figures[0].unit != "money" and value == int(value or 0):
        value = int(value or 0)
    return _derived(merchant, "sum", figures, value, figures[0].unit)


def per_day(merchant: Merchant, figure: Figure, days: int) -> Figure:
    """Return a figure divided by a number of days, in its unit."""
    return _derived(merchant, "per_day", (figure,), _over(figure.value, days), figure.unit, days)


def less(merchant: Merchant, figure: Figure, taken: Figure) -> Figure:
    """Return one number less another of the same money: sales less what they cost in fees."""
    _same_money(figure, taken)
    value = None if figure.value is None or taken.value is None else figure.value - taken.value
    return _derived(merchant, "less", (figure, taken), value, figure.unit)


def rest(merchant: Merchant, whole: Figure, parts: Sequence[Figure]) -> Figure:
    """Return what is left of a whole, or of its change, once some parts are taken from it."""
    _same_money(whole, *parts)
    value: Value = None
    if whole.value is not None:
        value = whole.value - sum((part.value for part in parts if part.value is not None), 0)
    return _derived(merchant, "rest", (whole, *parts), value, whole.unit)


def worked_out(
    merchant: Merchant, how: How, of: Sequence[Figure], value: Value, unit: Unit | None = None
) -> Figure:
    """Return a figure whose value the caller worked out from what the figures in `of` are sums of.

    What works it out must do so again, the same, for its receipt (see insights.metrics.again).
    """
    return _derived(merchant, how, of, value, unit or of[0].unit)


def _derived(
    merchant: Merchant,
    how: How,
    of: Sequence[Figure],
    value: Value,
    unit: Unit,
    days: int | None = None,
) -> Figure:
    first = of[0]
    currency = first.currency if unit == "money" else None
    watermark = max(figure.watermark for figure in of)
    extra = [] if days is None else [days]
    reached = [figure.data_until for figure in of if figure.data_until is not None]
    return Figure(
        id=figure_id(
            derived_from(how, [figure.id for figure in of], extra),
            merchant_id=merchant.pk,
            calendar=merchant.calendar,
            currency=currency,
            watermark=watermark,
        ),
        metric=first.metric,
        value=value,
        unit=unit,
        currency=currency,
        query=first.query,
        watermark=watermark,
        rows=sum(figure.rows for figure in of),
        data_until=max(reached, default=None),
        definition_version=first.definition_version,
        how=how,
        of=tuple(of),
        days=days,
    )


def _over(upper: Value, lower: Value) -> Decimal | None:
    if upper is None or not lower:
        return None
    return (Decimal(upper) / Decimal(lower)).quantize(_EXACT).normalize() + 0


def _same_money(*figures: Figure) -> None:
    if not figures:
        raise ValueError("nothing to compute from")
    currencies = {figure.currency for figure in figures}
    if len(currencies) > 1:
        raise CurrencyMismatch(
            f"{', '.join(sorted(str(code) for code in currencies))} do not go together"
        )
