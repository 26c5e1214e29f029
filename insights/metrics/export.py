"""Figures as JSON for programs: amounts are decimal strings in major units, counts integers, rates fractions."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from edge.lib.money import round_money
from insights.metrics.buckets import PAIRED
from insights.metrics.figure import Figure, Filter, Series

# A rate, or a mean of counts, keeps this many digits.
_FRACTION_DIGITS = Decimal("0.000001")
Json = str | int | float | None


def json_value(figure: Figure) -> Json:
    """Return a figure's value as it stands in JSON; None where it has none."""
    value = figure.value
    if value is None:
        return None
    if figure.unit == "money":
        return str(round_money(Decimal(value), figure.currency or ""))
    if value == int(value) and figure.unit != "fraction":
        return int(value)
    return float(Decimal(value).quantize(_FRACTION_DIGITS, rounding=ROUND_HALF_UP))


def figure_json(figure: Figure) -> dict[str, Any]:
    """Return a figure as answers and the API give it."""
    period = figure.query.period
    return {
        "id": figure.id,
        "metric": figure.metric,
        "value": json_value(figure),
        "unit": figure.unit_name,
        "period": [period.first.isoformat(), period.last.isoformat()],
        "until": period.until.isoformat() if period.until is not None else None,
        "filters": [_filter_json(given) for given in figure.query.filters],
        "how": figure.how,
        "watermark": figure.watermark,
        "data_until": figure.data_until.isoformat() if figure.data_until is not None else None,
        "rows": figure.rows,
        "definition_version": figure.definition_version,
    }


def metric_json(answer: Figure | Series) -> dict[str, Any]:
    """Return a figure as {metric, unit, value}, a series as its rows; further currencies stand apart."""
    if isinstance(answer, Figure):
        found: dict[str, Any] = {
            "metric": answer.metric,
            "unit": answer.unit_name,
            "value": json_value(answer),
        }
        if answer.others:
            found["others"] = [
                {"unit": other.unit_name, "value": json_value(other)} for other in answer.others
            ]
        return found
    rows = [{"key": _key(point.key), "value": json_value(point.figure)} for point in answer.points]
    units = {point.figure.unit_name for point in answer.points}
    return {
        "metric": answer.query.metric,
        "unit": units.pop() if units else None,
        "rows": rows,
        "total_count": answer.total_count,
        "truncated": answer.truncated,
        "other_currencies": list(answer.other_currencies),
    }


def _key(key: str) -> str:
    return key.replace(PAIRED, " + ")


def _filter_json(given: Filter) -> dict[str, Any]:
    return {"dimension": given.dimension, "op": given.op, "values": list(given.values)}


def shown_value(value: Json) -> str:
    """Return a JSON value as a terminal shows it."""
    return "–" if value is None else str(value)
