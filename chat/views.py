"""The chat's pages: they read and ask without JavaScript; with it, static/js/chat.js talks over the socket."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from chat import feedback, pages, turns
from chat.models import Turn
from chat.tables import to_csv
from edge.lib.errors import InvalidRequest, NotFound
from edge.merchants.access import access_of, find_access, merchant_page
from edge.merchants.models import Merchant

# What a browser without JavaScript is made to wait for its answer, before the page asks again by itself.
WAIT_S = 3.0


def _asker(request: HttpRequest) -> turns.Asker:
    return turns.Asker.of(access_of(request))


def _question(request: HttpRequest, conversation: str = "") -> turns.Question:
    return turns.Question(
        text=request.POST.get("q", ""),
        client_id=request.POST.get("client_id") or uuid.uuid4().hex,
        language=get_language() or "en",
        conversation=conversation,
        revises=request.POST.get("revises", ""),
    )


def _to_answer(turn: Turn) -> HttpResponse:
    address = reverse("conversation", args=[turn.conversation.public_id])
    return redirect(f"{address}?wait={turn.public_id}#{turn.public_id}")


@merchant_page()
def ask_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Begin a conversation; `?q=` fills the box, `?find=` searches what was asked before."""
    refused = ""
    if request.method == "POST":
        try:
            return _to_answer(turns.ask(merchant, _asker(request), _question(request)))
        except InvalidRequest as error:
            refused = error.merchant_text
    return _page(request, merchant, None, refused)


def conversation(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show a conversation and take its next question; `?wait=` names the turn whose answer is waited for first."""
    waiting = request.GET.get("wait", "")
    # Before the guard opens its transaction: what waits inside one holds a connection all the while.
    access = find_access(request.user, request.session) if waiting else None
    if access is not None:
        turns.wait_for(access.merchant, turns.Asker.of(access), waiting, WAIT_S)
    return _conversation(request, public_id)


@merchant_page()
def _conversation(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            return _to_answer(turns.ask(merchant, _asker(request), _question(request, public_id)))
        except InvalidRequest as error:
            refused = error.merchant_text
    shown = pages.conversation_page(merchant, _asker(request), public_id)
    response = _page(request, merchant, shown, refused)
    if request.GET.get("wait") and shown.open_turn:
        response["Refresh"] = "2"
    return response


def _page(
    request: HttpRequest, merchant: Merchant, shown: pages.ConversationPage | None, refused: str
) -> HttpResponse:
    find = request.GET.get("find", "").strip()
    context = {
        "merchant": merchant,
        "chat": shown,
        "days": pages.history(merchant, _asker(request), find),
        "find": find,
        "typed": request.POST.get("q") or request.GET.get("q", ""),
        "client_id": uuid.uuid4().hex,
        "autosend": shown is None and not refused and _came_from_edge(request),
        "refused": refused,
        "suggestions": [] if shown else pages.first_questions(merchant),
    }
    status = 422 if refused else 200
    return render(request, "chat/conversation.html", context, status=status)


def _came_from_edge(request: HttpRequest) -> bool:
    """Return whether a page of ours led here: a link on another site must not ask in the visitor's name."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


@require_POST
@merchant_page()
def act(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Do what a button beside an answer says: stop it, change what was understood, rate it."""
    asker = _asker(request)
    if turn_id := request.POST.get("stop"):
        return _to_answer(turns.stop(merchant, asker, turn_id))
    if wish := request.POST.get("change"):
        return _to_answer(turns.change(merchant, asker, wish, request.POST.get("client_id", "")))
    thumb, _, turn_id = request.POST.get("thumb", "").partition(" ")
    user = access_of(request).user
    if thumb not in {"up", "down"} or user is None:
        raise NotFound("There is no such button.")
    reason = request.POST.get("reason", "")
    feedback.rate(merchant, user, turn_id, is_useful=thumb == "up", reason=reason)
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(f"{reverse('conversation', args=[public_id])}#{turn_id}")


@require_GET
@merchant_page()
def table(request: HttpRequest, merchant: Merchant, public_id: str, turn_id: str) -> HttpResponse:
    """Return the numbers of an answer as a CSV file."""
    found = pages.find_conversation(merchant, _asker(request), public_id)
    turn = Turn.objects.for_merchant(merchant).filter(conversation=found, public_id=turn_id).first()
    rows = (turn.reply or {}).get("table") if turn else None
    if not rows:
        raise NotFound("This answer has no table.")
    name = content_disposition_header(as_attachment=True, filename=f"edge-{turn_id[-8:]}.csv")
    return HttpResponse(
        "\ufeff" + to_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name or "attachment"},
    )
