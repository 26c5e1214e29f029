"""What the chat's templates need: times on the merchant's clock."""

from datetime import datetime

from django import template
from django.utils.translation import get_language

from edge.merchants.models import Merchant
from insights.dates import clock, locale_for

register = template.Library()


@register.filter
def clock_of(moment: datetime, merchant: Merchant) -> str:
    """Return the time of day on the merchant's clock, in the reader's language: 13:05."""
    locale = locale_for(get_language() or "en", merchant.country)
    return clock(moment, merchant.calendar, locale)
