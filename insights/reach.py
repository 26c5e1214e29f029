"""How far a merchant's books reach: their first day, their latest sale, their last whole day."""

from django.db.models import Exists, Max, Min, OuterRef, Q, Subquery

from edge.facts.models import Coverage, DayRollup, Feed
from edge.merchants.models import Merchant
from insights.standing import Reach


def reach_of(merchant: Merchant) -> Reach | None:
    """Return how far the books reach, None where nothing was sold yet; one query."""
    part = Coverage.objects.for_merchant(merchant).filter(
        business_date=OuterRef("business_date"), is_complete=False
    )
    told = Feed.objects.for_merchant(merchant).filter(data_until__isnull=False)
    latest = told.order_by("-data_until").values("data_until")[:1]
    sold = DayRollup.objects.for_merchant(merchant).filter(dimension="all", sale_rows__gt=0)
    found = sold.aggregate(
        first=Min("business_date"),
        last=Max("business_date"),
        complete=Max("business_date", filter=Q(~Exists(part))),
        until=Max(Subquery(latest)),
    )
    if found["last"] is None or found["until"] is None:
        return None
    return Reach(found["first"], found["last"], found["complete"], found["until"])
