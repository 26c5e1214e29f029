"""The API's door to metrics and insights."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from edge.merchants.access import access_of, merchant_endpoint
from edge.merchants.models import Merchant
from edge.merchants.roles import Scope
from insights import shapes
from insights.inbox import act, find_insight, inbox
from insights.inbox import show_insight as entry_of
from insights.metrics.availability import require_held
from insights.metrics.query import breakdown, measure
from insights.metrics.tell import tell
from insights.sections.comparing import Reader
from insights.tellings import TellingPlace

router = Router(tags=["insights"])
METRICS, INSIGHTS = f"{Scope.READ}:metrics", f"{Scope.READ}:insights"


class InsightChange(Schema):
    """What to do with an insight."""

    action: Literal["snooze", "resolve", "reopen"]


@router.get("/metrics", response=list[shapes.MetricOut], operation_id="list_metrics")
@merchant_endpoint(scope=METRICS)
def list_metrics(request: HttpRequest, merchant: Merchant) -> list[dict[str, Any]]:
    """Return the definitions of every number that the caller may ask for."""
    return [
        shapes.show_metric(one, merchant.language) for one in shapes.metrics_for(access_of(request))
    ]


@router.get(
    "/metrics/{metric}", response=shapes.AnswerOut, exclude_none=True, operation_id="query_metric"
)
@merchant_endpoint(scope=METRICS)
def query_metric(
    request: HttpRequest, merchant: Merchant, metric: str, ask: Query[shapes.MetricAsk]
) -> dict[str, Any]:
    """Return one figure, or with `by` its parts; each is kept as told, so that a later correction can name it."""
    access = access_of(request)
    query = shapes.query_of(merchant, access, metric, ask, timezone.now())
    require_held(merchant, query)
    if query.by is None:
        figure = measure(merchant, query)
        tell(merchant, [figure], TellingPlace.API, reference=access.actor[:60])
        return {"figure": shapes.show_figure(merchant, figure)}
    series = breakdown(merchant, query)
    tell(merchant, shapes.figures_of(series), TellingPlace.API, reference=access.actor[:60])
    return shapes.show_series(merchant, series)


@router.get("/insights", response=list[shapes.InsightOut], operation_id="list_insights")
@merchant_endpoint(scope=INSIGHTS)
def list_insights(
    request: HttpRequest, merchant: Merchant, state: Literal["open", "all"] = "open"
) -> list[dict[str, Any]]:
    """Return what changed, latest day first, at most fifty."""
    reader = Reader(merchant, merchant.language)
    found = inbox(merchant, access_of(request).user, reader, only_open=state == "open")
    return [shapes.show_insight(merchant, entry) for entry in found.entries]


@router.get("/insights/{insight_id}", response=shapes.InsightOut, operation_id="get_insight")
@merchant_endpoint(scope=INSIGHTS)
def get_insight(request: HttpRequest, merchant: Merchant, insight_id: str) -> dict[str, Any]:
    """Return one insight."""
    reader = Reader(merchant, merchant.language)
    found = entry_of(merchant, find_insight(merchant, insight_id), access_of(request).user, reader)
    return shapes.show_insight(merchant, found)


@router.post(
    "/insights/{insight_id}/actions", response=shapes.InsightOut, operation_id="act_on_insight"
)
@merchant_endpoint(scope=Scope.WRITE)
def act_on_insight(
    request: HttpRequest, merchant: Merchant, insight_id: str, change: InsightChange
) -> dict[str, Any]:
    """Snooze, resolve or reopen an insight."""
    user = access_of(request).user
    act(merchant, user, find_insight(merchant, insight_id), change.action)
    reader = Reader(merchant, merchant.language)
    return shapes.show_insight(
        merchant, entry_of(merchant, find_insight(merchant, insight_id), user, reader)
    )
