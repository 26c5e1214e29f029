"""Conditions on who bought: customers who fell silent, and those who came back after their first sale."""

from datetime import date

from edge.lib.errors import InvalidRequest
from insights.metrics.figure import Filter
from insights.metrics.sql_text import Sql, joined

# Fewer visits are no rhythm.
LEAST_VISITS = 4
# Silence is unusual where it lasts longer than this share of a customer's own gaps.
USUAL_GAPS = 0.95


def of_customers(live: Sql, given: Filter) -> Sql:
    """Return the condition that a row's customer is in a group; the last value is the day that it is told from.

    live: the rows that hold. Raises InvalidRequest for a group that is not known.
    """
    if given.op != "is":
        raise InvalidRequest(f"{given.dimension} only takes “is”.", code="invalid_filter")
    match (given.dimension, *given.values):
        case ("rhythm", "lapsed", day):
            chosen = _lapsed(live, _day(day))
        case ("comeback", "watched" | "back" as group, days, day) if days.isdecimal():
            chosen = _came_back(live, _day(day), int(days), only_back=group == "back")
        case _:
            raise InvalidRequest(
                f"There is no such group of customers: {', '.join(given.values)}.",
                code="invalid_filter",
            )
    return joined("", [Sql("customer_id IN ("), chosen, Sql(")")])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidRequest(f"{text!r} is no day.", code="invalid_filter") from error


def _known_sales(live: Sql, until: date) -> Sql:
    return joined(
        "",
        [
            Sql("FROM facts_moneyevent WHERE "),
            live,
            Sql(" AND kind = 'sale' AND customer_id IS NOT NULL AND business_date <= %s", (until,)),
        ],
    )


def _lapsed(live: Sql, until: date) -> Sql:
    """Select the customers whose silence is longer than nearly all gaps between their visits, one visit a day."""
    return joined(
        "",
        [
            Sql(
                "SELECT customer_id FROM (SELECT customer_id, count(*) AS visits, max(day) AS last_day, "
                "percentile_cont(%s) WITHIN GROUP (ORDER BY gap) AS usual FROM (SELECT customer_id, day, "
                "day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS gap "
                "FROM (SELECT DISTINCT customer_id, business_date AS day ",
                (USUAL_GAPS,),
            ),
            _known_sales(live, until),
            Sql(
                ") AS visited) AS gaps GROUP BY customer_id) AS rhythm WHERE visits >= %s "
                "AND %s::date - last_day > usual",
                (LEAST_VISITS, until),
            ),
        ],
    )


def _came_back(live: Sql, until: date, days: int, *, only_back: bool) -> Sql:
    """Select the customers whose first sale lies so many days back, or of them those who bought again."""
    again = (
        Sql(" AND bool_or(day > first_day AND day <= first_day + %s::int)", (days,))
        if only_back
        else Sql("")
    )
    return joined(
        "",
        [
            Sql(
                "SELECT customer_id FROM (SELECT customer_id, business_date AS day, "
                "min(business_date) OVER (PARTITION BY customer_id) AS first_day "
            ),
            _known_sales(live, until),
            Sql(
                ") AS seen GROUP BY customer_id, first_day HAVING first_day <= %s::date - %s::int",
                (until, days),
            ),
            again,
        ],
    )
