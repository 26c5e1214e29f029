"""A conversation as its page shows it: the turns and their events put together, as any browser would from the log."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chat import turns
from chat.models import OPEN, Conversation, Feedback, Status, Turn
from edge.lib.errors import NotFound
from edge.live import events
from edge.merchants.models import Merchant
from insights.dates import locale_for, month_year
from insights.metrics.availability import availability

CHIPS, FOOT = "chips", "foot"
LISTED = 60


@dataclass
class Shown:
    """One question with as much of its answer as there is."""

    turn: str
    question: str
    at: str
    clock: str
    status: str = Status.WAITING
    gen: str = ""
    blocks: dict[str, str] = field(default_factory=dict)
    chips: str = ""
    foot: str = ""
    tool: dict[str, Any] | None = None
    tail: str = ""
    suggestions: list[str] = field(default_factory=list)
    versions: list["Shown"] = field(default_factory=list)
    is_useful: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether the answer is still growing."""
        return self.status in OPEN

    @property
    def has_table(self) -> bool:
        """Whether there are numbers to take along."""
        return self.status in (Status.ANSWERED, Status.PARTIAL)

    def start(self, gen: str) -> None:
        """Begin an attempt; what an earlier, interrupted one wrote no longer counts."""
        self.gen, self.status = gen, Status.RUNNING
        self.blocks, self.chips, self.foot = {}, "", ""
        self.tool, self.tail, self.suggestions = None, "", []


@dataclass(frozen=True)
class ConversationPage:
    """All that the page needs; `head` is the number of the last event in it."""

    public_id: str
    title: str
    entries: tuple[Shown, ...]
    head: int

    @property
    def open_turn(self) -> str:
        """The turn that is being answered, or nothing."""
        return next((entry.turn for entry in self.entries if entry.is_open), "")


@dataclass(frozen=True)
class Day:
    """Conversations last asked in one stretch of days."""

    name: str
    conversations: tuple[Conversation, ...]


def find_conversation(merchant: Merchant, asker: turns.Asker, public_id: str) -> Conversation:
    """Return one of the asker's conversations; raises NotFound."""
    found = turns.conversations_of(merchant, asker).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def conversation_page(merchant: Merchant, asker: turns.Asker, public_id: str) -> ConversationPage:
    """Return a conversation as its log tells it; raises NotFound where it is not the asker's."""
    conversation = find_conversation(merchant, asker, public_id)
    frames: list[dict[str, Any]] = []
    while found := events.replay(merchant, public_id, frames[-1]["seq"] if frames else 0):
        frames += [events.frame(entry) for entry in found]
        if len(found) < events.PAGE:
            break
    thumbs = Feedback.objects.for_merchant(merchant).filter(turn__conversation=conversation)
    entries = assemble(frames, dict(thumbs.values_list("turn__public_id", "is_useful")))
    head = frames[-1]["seq"] if frames else 0
    return ConversationPage(public_id, conversation.title, tuple(entries), head)


def assemble(
    frames: Iterable[dict[str, Any]], thumbs: dict[str, bool] | None = None
) -> list[Shown]:
    """Return the questions in order, each with its answer so far; an older version lies inside the newer one."""
    by_turn: dict[str, Shown] = {}
    order: list[Shown] = []
    for frame in frames:
        if frame["type"] == "msg.ack":
            shown = Shown(frame["id"], frame["question"], frame["at"], frame["clock"])
            shown.is_useful = (thumbs or {}).get(shown.turn)
            by_turn[shown.turn] = shown
            _place(order, by_turn.get(frame.get("revises") or ""), shown)
        elif known := by_turn.get(frame.get("gen", "").partition("/")[0]):
            _grow(known, frame)
    return order


def _place(order: list[Shown], older: Shown | None, newer: Shown) -> None:
    """Put a question at the end, or where the one stood that it changes."""
    if older is None or older not in order:
        order.append(newer)
        return
    newer.versions = [*older.versions, older]
    older.versions = []
    order[order.index(older)] = newer


def _grow(shown: Shown, frame: dict[str, Any]) -> None:
    kind = frame["type"]
    if kind == "gen.start":
        shown.start(frame["gen"])
    elif kind == "gen.end":
        shown.status, shown.tool, shown.tail = frame["status"], None, ""
    elif frame["gen"] != shown.gen:
        return
    elif kind == "tool":
        shown.tool = frame
    elif kind == "open":
        shown.tail += frame["text"]
    elif kind == "suggest":
        shown.suggestions = frame["questions"]
    elif kind == "block":
        shown.tail = ""
        if frame["block"] in (CHIPS, FOOT):
            setattr(shown, frame["block"], frame["html"])
        else:
            shown.blocks[frame["block"]] = frame["html"]


def history(merchant: Merchant, asker: turns.Asker, find: str = "") -> list[Day]:
    """Return the asker's conversations, latest first, by when they were last asked; `find` narrows them."""
    rows = turns.conversations_of(merchant, asker)
    if find:
        asked = Turn.objects.for_merchant(merchant).filter(question__icontains=find)
        rows = rows.filter(pk__in=asked.values("conversation"))
    today = merchant.calendar.business_date(timezone.now())
    days: dict[str, list[Conversation]] = {}
    for row in rows[:LISTED]:
        day = merchant.calendar.business_date(row.asked_at)
        days.setdefault(_stretch(today, day), []).append(row)
    return [Day(name, tuple(found)) for name, found in days.items()]


def _stretch(today: date, day: date) -> str:
    if day >= today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return _("The last seven days") if day > today - timedelta(days=7) else _("Earlier")


def first_questions(merchant: Merchant) -> list[str]:
    """Return questions that a merchant with such books could begin with; none where there are no sales yet."""
    held = availability(merchant)
    if held.is_empty or held.last_day is None:
        return []
    is_recent = held.last_day >= merchant.calendar.business_date(timezone.now()) - timedelta(days=7)
    if is_recent:
        return [
            _("How is this week going?"),
            _("What sold best this month?"),
            _("Which day was our best this year?"),
        ]
    # Old books are asked about their own time: a question without one would mean today.
    locale = locale_for(get_language() or merchant.language, merchant.country)
    month = {"month": month_year(held.last_day, locale)}
    return [
        _("How much did we sell in %(month)s?") % month,
        _("What sold best in %(month)s?") % month,
        _("What was our best day in %(month)s?") % month,
    ]
