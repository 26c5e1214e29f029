"""Staff's door to the ledger of model calls."""

from django.contrib import admin

from edge.llm.models import ModelCall
from edge.merchants.staff import StaffAdmin


@admin.register(ModelCall)
class ModelCallAdmin(StaffAdmin[ModelCall]):
    """Calls of models."""

    list_display = (
        "at",
        "merchant",
        "purpose",
        "model",
        "status",
        "took_ms",
        "tokens_in",
        "tokens_out",
    )
    list_select_related = ("merchant",)
    list_filter = ("status",)
    search_fields = ("model",)
