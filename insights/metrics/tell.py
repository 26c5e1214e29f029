"""Keeps what was told: a figure is stored where an answer, an alert, a mail, an export or the API tells it."""

from collections.abc import Iterable

from edge.merchants.models import Merchant
from insights.metrics.codec import dump_figure
from insights.metrics.figure import Figure
from insights.metrics.reach import reach_of
from insights.models import Telling


def tell(merchant: Merchant, figures: Iterable[Figure], where: str, *, reference: str = "") -> int:
    """Store each figure as told, inside the merchant's tenant_context; return how many were.

    where: a TellingPlace. reference: the public id of what told it. The same figure told twice in one place is one.
    """
    told = {
        figure.id: Telling(
            merchant=merchant,
            **reach_of(merchant, figure),
            figure_id=figure.id,
            metric=figure.metric,
            value="" if figure.value is None else str(figure.value),
            currency=figure.currency or "",
            figure=dump_figure(figure),
            watermark=figure.watermark,
            place=where,
            reference=reference,
        )
        for figure in figures
    }
    Telling.objects.bulk_create(told.values(), ignore_conflicts=True)
    return len(told)
