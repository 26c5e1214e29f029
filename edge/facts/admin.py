"""Staff's door to feeds and batches: what was brought, not what it says."""

from django.contrib import admin

from edge.facts.models import Batch, Feed
from edge.merchants.staff import StaffAdmin


@admin.register(Feed)
class FeedAdmin(StaffAdmin[Feed]):
    """Where facts come from."""

    list_display = ("public_id", "merchant", "kind", "name", "data_until", "created_at")
    list_select_related = ("merchant",)
    list_filter = ("kind",)


@admin.register(Batch)
class BatchAdmin(StaffAdmin[Batch]):
    """Loads."""

    list_display = (
        *("public_id", "merchant", "number", "state", "rows", "loaded", "refused", "duplicates"),
        *("first_day", "last_day", "published_at", "undone_at", "scanned_at"),
    )
    list_select_related = ("merchant",)
    list_filter = ("state",)
