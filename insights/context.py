"""What every page of a merchant shows of this package: how many insights are unread."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from edge.merchants.models import User
from edge.merchants.tenancy import current_merchant_id
from insights.inbox import unread_count


def unread_insights(request: HttpRequest) -> dict[str, Any]:
    """Offer the count to templates; it is read only where a template shows it, inside the merchant's context."""
    merchant = getattr(request, "merchant", None)
    if merchant is None or current_merchant_id() != merchant.pk:
        return {"unread_insights": 0}
    user = request.user if isinstance(request.user, User) else None
    return {"unread_insights": SimpleLazyObject(lambda: unread_count(merchant, user))}
