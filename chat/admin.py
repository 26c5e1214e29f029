"""Staff's door to conversations: when, how long, with which outcome; the words are read on a visit."""

import json
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from chat.explaining import explain_turn
from chat.models import Conversation, RefusedTurn, Turn
from chat.refusals import unmet_demand
from edge.merchants import audit
from edge.merchants.models import Merchant, User
from edge.merchants.staff import StaffAdmin, deed_link, reason_url
from edge.merchants.support_visit import begin_visit, open_visit

_DAYS, _MOST_DAYS = 90, 730


@admin.register(Conversation)
class ConversationAdmin(StaffAdmin[Conversation]):
    """Conversations."""

    holds_content = True
    list_display = ("public_id", "merchant", "asker", "created_at", "asked_at")
    list_select_related = ("merchant",)


@admin.register(Turn)
class TurnAdmin(StaffAdmin[Turn]):
    """Questions and how they ended; how one was understood is shown on a visit."""

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
        "explain",
    )
    list_select_related = ("merchant",)
    list_filter = ("status", "language")

    @admin.display(description="understood")
    def explain(self, turn: Turn) -> SafeString:
        """Link to the page that asks why, then shows it."""
        return deed_link(turn, "explain", "How it was understood")

    def get_urls(self) -> list[URLPattern]:
        """Add the page that shows how a question was understood, and the one that asks why first."""
        shown = path(
            "<path:object_id>/explained/",
            self.admin_site.admin_view(self.explained),
            name="chat_turn_explained",
        )
        return [reason_url(self, "explain", _visit), shown, *super().get_urls()]

    def explained(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show one question of the merchant who is visited; each look is in their audit log."""
        turn = self.get_object(request, object_id)
        if turn is None or not self.has_view_permission(request, turn):
            raise Http404
        visit = open_visit(_staff(request), request.session)
        if visit is None or visit.merchant.pk != turn.merchant_id:
            return redirect("admin:chat_turn_explain", turn.pk)
        audit.record_support(
            _staff(request).email,
            visit.merchant,
            "support.explained",
            reason=visit.reason,
            target=turn.public_id,
        )
        told = explain_turn(turn)
        # A template takes "told.items" for the mapping's own method.
        shown = {"turn": turn, "told": told, "taken": told.get("items"), "title": turn.public_id}
        shown["intent"] = json.dumps(told["intent"], ensure_ascii=False, indent=2)
        return render(
            request, "admin/explained.html", self.admin_site.each_context(request) | shown
        )


def _visit(request: HttpRequest, turn: Turn, reason: str) -> str:
    begin_visit(_staff(request), turn.merchant, request.session, reason=reason)
    return reverse("admin:chat_turn_explained", args=[turn.pk])


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets in people alone
    return request.user


@admin.register(RefusedTurn)
class UnmetDemandAdmin(StaffAdmin[RefusedTurn]):
    """What merchants ask for in vain, ranked by how many of them do; counts and topics, no words."""

    holds_content = True

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the ranking, of all merchants or of the one that is searched for."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        term = request.GET.get("q", "").strip()
        merchant = Merchant.objects.filter(public_id=term).first() if term else None
        merchant = merchant or (Merchant.objects.filter(slug=term).first() if term else None)
        given = request.GET.get("days", "")
        days = min(int(given), _MOST_DAYS) if given.isdecimal() and int(given) else _DAYS
        shown = {
            "title": "Unmet demand",
            "opts": self.model._meta,
            "days": days,
            "term": term,
            "merchant": merchant,
            "demands": unmet_demand(days=days, merchant_id=merchant.pk if merchant else None)
            if merchant or not term
            else [],
        }
        return render(request, "admin/unmet.html", self.admin_site.each_context(request) | shown)
