"""Finds figures that were told and are no longer so: an undo, a correction or a late refund has changed their days."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from edge.facts.models import Restatement
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.metrics.codec import load_figure
from insights.metrics.describing import title
from insights.metrics.figure import Figure
from insights.metrics.reach import as_far_as_told
from insights.metrics.receipt import recompute
from insights.metrics.tokens import recipe_of, token
from insights.metrics.wording import format_value
from insights.models import Telling

Sees = Callable[[str, str | None], bool]
# The newest figures of the changed days; older ones say on their receipt what they are now.
MOST_COMPARED = 500


def _sees_all(_metric: str, _dimension: str | None) -> bool:
    return True


@dataclass(frozen=True)
class Restated:
    """A figure as it was told and as it is now, in words of the reader's language; token opens its receipt."""

    telling: Telling
    name: str
    then: str
    now: str
    by_batch: int
    token: str


def mark_restated(merchant_id: int) -> int:
    """Compare what was told of days that changed lately with the books of now; return how many figures no longer hold.

    A figure that holds again loses its mark.
    """
    with tenant_context(merchant_id):
        waiting = list(
            Restatement.objects.for_merchant(merchant_id)
            .filter(compared_at=None)
            .select_for_update(skip_locked=True)
            .order_by("number")
        )
        if not waiting:
            return 0
        merchant = Merchant.objects.get(pk=merchant_id)
        touched = Q(first_day=None)
        for change in waiting:
            touched |= Q(
                first_day__lte=change.last_day,
                last_day__gte=change.first_day,
                watermark__lt=change.number,
            )
        told = Telling.objects.for_merchant(merchant).filter(touched).order_by("-told_at")
        changed = [
            telling for telling in told[:MOST_COMPARED] if _compare(merchant, telling, waiting)
        ]
        Telling.objects.for_merchant(merchant).bulk_update(
            changed, ["restated_value", "restated_at", "restated_by"], batch_size=200
        )
        ids = [change.pk for change in waiting]
        Restatement.objects.for_merchant(merchant).filter(pk__in=ids).update(
            compared_at=timezone.now()
        )
    return sum(telling.restated_at is not None for telling in changed)


def _compare(merchant: Merchant, telling: Telling, changes: list[Restatement]) -> bool:
    """Write onto a telling what it is now; return whether that differs from what the row said."""
    now = _value_now(merchant, telling)
    before = telling.restated_value
    if now == telling.value:
        telling.restated_value = telling.restated_at = telling.restated_by = None
    else:
        telling.restated_value, telling.restated_at = now, timezone.now()
        telling.restated_by = changes[-1].number
    return telling.restated_value != before


def _value_now(merchant: Merchant, telling: Telling) -> str:
    figure = _now(merchant, load_figure(telling.figure))
    return "" if figure.value is None else str(figure.value)


def _now(merchant: Merchant, told: Figure) -> Figure:
    recipe = recipe_of(as_far_as_told(merchant, told))
    return recompute(merchant, recipe, watermark_now=merchant.last_batch, as_of_now=True)


def restated(
    merchant: Merchant, language: str, *, sees: Sees = _sees_all, limit: int = 50
) -> list[Restated]:
    """Return the figures that were told and no longer hold, what was noticed last first; inside the context.

    sees: whether the reader may see a metric, and one that is narrowed by a dimension.
    """
    rows = (
        Telling.objects.for_merchant(merchant)
        .filter(restated_at__isnull=False)
        .order_by("-restated_at", "-told_at")
    )
    return [
        _shown(merchant, telling, language)
        for telling in rows[:limit]
        if all(sees(*asked) for asked in recipe_of(load_figure(telling.figure)).asked)
    ]


def _shown(merchant: Merchant, telling: Telling, language: str) -> Restated:
    figure = load_figure(telling.figure)
    return Restated(
        telling=telling,
        name=title(merchant, figure, language),
        then=_said(telling.value, figure, language),
        now=_said(telling.restated_value or "", figure, language),
        by_batch=telling.restated_by or 0,
        token=token(merchant, figure),
    )


def _said(value: str, figure: Figure, language: str) -> str:
    return format_value(Decimal(value) if value else None, figure.unit, figure.currency, language)
