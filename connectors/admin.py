"""Staff's door to uploads: how far each came and why it failed, without what is in it."""

from django.contrib import admin

from connectors.models import Upload
from edge.merchants.staff import StaffAdmin


@admin.register(Upload)
class UploadAdmin(StaffAdmin[Upload]):
    """Files that merchants brought."""

    list_display = (
        "public_id",
        "merchant",
        "state",
        "size",
        "attempts",
        "created_at",
        "finished_at",
    )
    list_select_related = ("merchant",)
    list_filter = ("state",)
    # The first rows and the file itself are the merchant's own: they are looked at on a visit.
    exclude = ("file", "reading", "outline")
