"""What home asks of the books, and how the answers become what its sections take."""

from collections.abc import Mapping, Sequence

from edge.lib.period import Period
from insights.metrics.figure import Figure, Filter, MetricQuery
from insights.sections.asking import Answers
from insights.sections.hours import DayRead, fill_hours, missing_hours
from insights.sections.items import SHOWN, ItemsRead
from insights.sections.rhythm import WEEKDAYS
from insights.standing import Standing

NET = "net_sales"


def questions(standing: Standing, money_metrics: Sequence[str]) -> Mapping[str, MetricQuery]:
    """Return everything that can be asked at once."""
    asked = {
        "day": MetricQuery(NET, standing.period),
        "day_hours": MetricQuery(NET, standing.period, by="hour"),
        "week": MetricQuery(NET, standing.week),
        "week_before": MetricQuery(NET, standing.week_before),
        "month": MetricQuery(NET, standing.month),
        "month_before": MetricQuery(NET, standing.month_before),
        "items": MetricQuery(NET, standing.recent, by="product", order="-value", limit=SHOWN),
        "items_total": MetricQuery(NET, standing.recent),
    }
    for place, (cut, whole) in enumerate(zip(standing.usual, standing.usual_whole, strict=True)):
        asked[f"usual.{place}"] = MetricQuery(NET, cut)
        asked[f"whole.{place}"] = MetricQuery(NET, whole, by="hour")
        if standing.is_running:
            asked[f"cut.{place}"] = MetricQuery(NET, cut, by="hour")
    for weekday in WEEKDAYS:
        on_day = (Filter("weekday", "is", (str(weekday + 1),)),)
        asked[f"rhythm.{weekday}"] = MetricQuery(NET, standing.rhythm, on_day, by="hour")
    for metric in money_metrics:
        asked[f"money.{metric}"] = MetricQuery(metric, standing.month)
    return asked


def later_questions(standing: Standing, answers: Answers) -> Mapping[str, MetricQuery]:
    """Return what can be asked only once the best items and the hours with sales are known."""
    asked = dict(missing_hours(_day(standing, answers), standing))
    codes = tuple(point.key for point in answers.series("items").points if point.key)
    if codes:
        same = (Filter("product", "is", codes),)
        others = (Filter("product", "is_not", codes),)
        asked["items_before"] = MetricQuery(NET, standing.recent_before, same, by="product")
        asked["items_rest"] = MetricQuery(NET, standing.recent, others)
    return asked


def day_read(standing: Standing, answers: Answers, later: Answers) -> DayRead:
    """Return the day's figures and hours; an hour without a row is a figure of 0."""
    return fill_hours(_day(standing, answers), later)


def items_read(answers: Answers, later: Answers) -> ItemsRead | None:
    """Return the items of the seven days, None where none was sold."""
    if "items_before" not in later.found:
        return None
    return ItemsRead(
        recent=answers.series("items"),
        before=later.series("items_before"),
        rest=later.figure("items_rest"),
        total=answers.figure("items_total"),
    )


def before(name: str, period: Period, standing: Standing, answers: Answers) -> Figure | None:
    """Return the figure of the period before, None where the books do not reach back to it."""
    return answers.figure(f"{name}_before") if period.last >= standing.first_day else None


def _day(standing: Standing, answers: Answers) -> DayRead:
    whole = answers.all_series("whole")
    return DayRead(
        total=answers.figure("day"),
        usual_totals=answers.figures("usual"),
        hours=answers.series("day_hours"),
        usual_hours=answers.all_series("cut") if standing.is_running else whole,
        usual_whole=whole,
    )
