"""Ties refunds to the sales that they give back, where the source says so."""

from edge.facts.events import EventKind, MoneyEvent
from edge.merchants.tenancy import tenant_context


def sale_of(refund: MoneyEvent) -> list[MoneyEvent]:
    """Return the events of the sale that a refund gives back, earliest first; none where nobody told which.

    Looked for in the refund's own source first, then in all: a refund may come from the card provider alone.
    """
    if not refund.sale_document:
        return []
    with tenant_context(refund.merchant_id):
        sold = MoneyEvent.objects.for_merchant(refund.merchant_id).live()
        sold = sold.filter(document=refund.sale_document, kind=EventKind.SALE)
        own = list(sold.filter(feed_id=refund.feed_id).order_by("occurred_at", "id"))
        return own or list(sold.order_by("occurred_at", "id"))


def refunds_of(sale: MoneyEvent) -> list[MoneyEvent]:
    """Return what was given back of a sale, earliest first."""
    with tenant_context(sale.merchant_id):
        back = MoneyEvent.objects.for_merchant(sale.merchant_id).live()
        back = back.filter(sale_document=sale.document, kind=EventKind.REFUND, feed_id=sale.feed_id)
        return list(
            back.filter(business_date__gte=sale.business_date).order_by("occurred_at", "id")
        )
