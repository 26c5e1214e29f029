"""The queue's door to facts: dating a merchant's books anew."""

from celery import shared_task

from edge.facts.redate import redate
from edge.merchants.models import Merchant


@shared_task(name="edge.facts.tasks.redate_merchant")
def redate_merchant(merchant_id: int) -> None:
    """Bring one merchant's books in line with its calendar."""
    redate(Merchant.objects.get(pk=merchant_id))


@shared_task(name="edge.facts.tasks.sweep_calendars")
def sweep_calendars() -> None:
    """Find the merchants whose nudge was lost; their rows tell that the books are behind."""
    for merchant_id in Merchant.objects.exclude(dated_by="").values_list("pk", flat=True):
        redate_merchant.apply_async((merchant_id,), expires=60)
