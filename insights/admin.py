"""Staff's door to insights: which detector spoke when, without the merchant's figures."""

from django.contrib import admin

from edge.merchants.staff import StaffAdmin
from insights.models import Insight


@admin.register(Insight)
class InsightAdmin(StaffAdmin[Insight]):
    """Findings."""

    list_display = (
        *("public_id", "merchant", "detector", "direction", "day", "state"),
        *("score", "threshold", "watermark", "found_at"),
    )
    list_select_related = ("merchant",)
    list_filter = ("detector", "state", "direction")
    exclude = ("figures",)
