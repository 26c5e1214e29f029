"""Staff's door to conversations: when, how long, with which outcome; the words are read on a visit."""

from django.contrib import admin

from chat.models import Conversation, Turn
from edge.merchants.staff import StaffAdmin


@admin.register(Conversation)
class ConversationAdmin(StaffAdmin[Conversation]):
    """Conversations."""

    holds_content = True
    list_display = ("public_id", "merchant", "asker", "created_at", "asked_at")
    list_select_related = ("merchant",)


@admin.register(Turn)
class TurnAdmin(StaffAdmin[Turn]):
    """Questions and how they ended."""

    holds_content = True
    list_display = (
        "public_id",
        "merchant",
        "status",
        "language",
        "attempts",
        "asked_at",
        "started_at",
        "ended_at",
    )
    list_select_related = ("merchant",)
    list_filter = ("status", "language")
