"""The analyst: a question to a reply, without any model, always of one merchant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chat.analyst.found import Found
from chat.analyst.grasp import Grasped, grasp
from chat.analyst.intent import Clarify, Intent, Refusal, Told
from chat.analyst.lexicon import LANGUAGES
from chat.analyst.moments import Clock
from chat.analyst.own_words import vocabulary_of
from chat.analyst.page import Page
from chat.analyst.plan import plan
from chat.analyst.refuse import clarify_reply, refusal_reply
from chat.analyst.reply import Block, Chip, Reply, Sheet, plain_label
from chat.analyst.speak import Speaker
from chat.analyst.trace import Trace
from chat.analyst.understand import Scene
from chat.analyst.vocabulary import Vocabulary
from chat.analyst.word import word
from edge.lib.errors import InvalidRequest
from edge.lib.period import Period
from edge.merchants.models import Merchant, Role
from edge.merchants.roles import DIMENSION_SIGHTS, may_see_metric
from insights.dates import locale_for

# Countries where 3/5 is the fifth of March.
_MONTH_FIRST = frozenset({"US", "PH", "CA"})
# A shop may be closed for a day or two without its data being old.
_OLD_DAYS = 3


def answer(
    merchant: Merchant,
    question: str,
    *,
    now: datetime,
    language: str | None = None,
    history: Sequence[Told | Mapping[str, Any]] = (),
    trace: Trace | None = None,
    role: Role = Role.OWNER,
) -> Reply:
    """Answer a question from the merchant's own books, inside their tenant_context.

    now: nothing after it exists. language: the asker's, by default the merchant's; a question that is plainly in
    another language is answered in that one. history: earlier turns, oldest first. trace: filled with what was
    understood, where somebody asks for it. role: the asker's, who is told nothing of its own accord that the role does
    not show. Never raises for what is typed.
    """
    vocabulary = vocabulary_of(merchant)
    clock = Clock(
        now, merchant.calendar, merchant.country, day_first=merchant.country not in _MONTH_FIRST
    )
    told = tuple(turn if isinstance(turn, Told) else told_from(turn) for turn in history)
    scene = Scene(vocabulary, clock, (language or merchant.language).split("-")[0], told, trace)
    grasped = grasp(question, scene)
    speaker = _speaker(merchant, grasped.language, clock)
    return replace(
        _reply(merchant, grasped, speaker, vocabulary, role), confidence=grasped.confidence
    )


def _reply(
    merchant: Merchant, grasped: Grasped, speaker: Speaker, vocabulary: Vocabulary, role: Role
) -> Reply:
    if isinstance(grasped.meant, Refusal):
        return refusal_reply(grasped.meant, speaker)
    if isinstance(grasped.meant, Clarify):
        return clarify_reply(grasped.meant, speaker)
    reply = reply_to(merchant, grasped.meant, speaker, vocabulary, role)
    if reply.status not in {"answered", "partial"}:
        return reply
    return replace(reply, blocks=(*reply.blocks, *_reading_notes(grasped, speaker)))


def _reading_notes(grasped: Grasped, speaker: Speaker) -> list[Block]:
    """Return which words of the question were left out, and which were taken for others."""
    notes: list[str] = []
    if grasped.left_out:
        words = speaker.listed([f"“{plain_label(word)}”" for word in grasped.left_out])
        notes.append(speaker.say("note.left_out", words=words))
    if grasped.mended:
        pairs = [f"“{plain_label(one)}” → “{other}”" for one, other in grasped.mended]
        notes.append(speaker.say("note.read_as", words=", ".join(pairs)))
    return [Block("note", note) for note in notes]


def answer_intent(
    merchant: Merchant,
    intent: Intent,
    *,
    now: datetime,
    language: str | None = None,
    role: Role = Role.OWNER,
) -> Reply:
    """Answer an intent that the merchant set by its chips, inside their tenant_context."""
    clock = Clock(now, merchant.calendar, merchant.country)
    speaker = _speaker(merchant, (language or merchant.language).split("-")[0], clock)
    return reply_to(merchant, intent, speaker, vocabulary_of(merchant), role)


def told_from(turn: Mapping[str, Any]) -> Told:
    """Return an earlier turn from its stored form: question, status, intent; a refused one offers nothing."""
    intent = turn.get("intent")
    answered = turn.get("status") in {"answered", "partial"}
    return Told(
        str(turn.get("question", "")), Intent.from_json(intent) if intent and answered else None
    )


def _speaker(merchant: Merchant, language: str, clock: Clock) -> Speaker:
    spoken = language if language in LANGUAGES else "en"
    return Speaker(spoken, locale_for(spoken, merchant.country), clock)


def reply_to(
    merchant: Merchant,
    intent: Intent,
    speaker: Speaker,
    vocabulary: Vocabulary,
    role: Role = Role.OWNER,
) -> Reply:
    """Measure and word an intent."""
    old = _after_last_day(intent, vocabulary)
    if old:
        return refusal_reply(old, speaker)
    try:
        found = plan(merchant, intent, hidden=_hidden(role))
    except InvalidRequest:
        return refusal_reply(Refusal("unknown", is_unsure=True), speaker)
    page = Page(speaker, Sheet())
    blocks = word(found, page) + _notes(found, page, vocabulary)
    is_partial = _begins_early(intent, vocabulary)
    return Reply(
        status="partial" if is_partial else "answered",
        blocks=tuple(blocks),
        language=speaker.language,
        period=_period(intent),
        intent=intent.but(focus=found.focus),
        figures=page.sheet.figures,
        suggestions=_suggestions(found, speaker),
        chips=chips(intent, speaker),
    )


def _hidden(role: Role) -> frozenset[str]:
    """Return the dimensions by which a role sees nothing."""
    return frozenset(key for key in DIMENSION_SIGHTS if not may_see_metric(role, "net_sales", key))


def _period(intent: Intent) -> Period:
    first, last = intent.periods[0], intent.periods[-1]
    if len(intent.periods) == 1:
        return first.period
    spans = sorted(intent.periods, key=lambda when: when.first)
    return Period(spans[0].first, max(first.last, last.last), spans[-1].until)


def _after_last_day(intent: Intent, vocabulary: Vocabulary) -> Refusal | None:
    """Return a refusal where all that is asked about lies well after the data end."""
    last = vocabulary.last_day
    if last is None or any(
        when.first <= last + timedelta(days=_OLD_DAYS) for when in intent.periods
    ):
        return None
    return Refusal("after", day=last)


def _begins_early(intent: Intent, vocabulary: Vocabulary) -> bool:
    first = vocabulary.first_day
    return first is not None and any(when.first < first for when in intent.periods)


def _notes(found: Found, page: Page, vocabulary: Vocabulary) -> list[Block]:
    """Return what a careful reader must know beside the answer."""
    intent, speaker, notes = found.intent, page.speaker, list[str]()
    if "period" in intent.assumed:
        notes.append(speaker.say("note.assumed_period"))
    if _begins_early(intent, vocabulary) and vocabulary.first_day:
        notes.append(speaker.say("note.partial", day=speaker.day(vocabulary.first_day)))
    if intent.against and intent.against.until:
        notes.append(speaker.say("note.alike"))
    figures = list(page.sheet.figures.values())
    if any(figure.value is None for figure in figures):
        notes.append(speaker.say("note.no_value"))
    elif intent.shape == "total" and figures and all(figure.rows == 0 for figure in figures):
        refunds = intent.metrics == ("refunds",)
        notes.append(speaker.say("note.no_refunds" if refunds else "note.no_rows"))
    others = [
        page.sheet.put(other)
        for figure in figures
        if figure.how == "measured"
        for other in figure.others
    ]
    if others:
        notes.append(speaker.say("note.currencies", values=speaker.listed(others)))
    reach = _reach(intent, figures, speaker)
    return [Block("note", note) for note in [*notes, *([reach] if reach else [])]]


def _reach(intent: Intent, figures: Sequence[Any], speaker: Speaker) -> str:
    """Return up to when the data reach where that is well before a running period's end."""
    until = intent.periods[0].until
    reached = max((figure.data_until for figure in figures if figure.data_until), default=None)
    if until is None or reached is None or until - reached < timedelta(hours=1):
        return ""
    return speaker.say("note.reach", moment=speaker.moment(reached))


def chips(intent: Intent, speaker: Speaker) -> tuple[Chip, ...]:
    """Return what was understood as chips that the merchant can change."""
    names = speaker.listed([speaker.metric(metric) for metric in intent.metrics])
    found = [Chip("what", names), *(Chip("when", speaker.when(when)) for when in intent.periods)]
    found += [
        Chip("where", speaker.what(Intent("total", (), (), conditions=(c,))).strip())
        for c in intent.conditions
    ]
    if intent.hours:
        found.append(Chip("hours", speaker.hours(intent)))
    if intent.against:
        found.append(Chip("against", speaker.when(intent.against)))
    if intent.by:
        found.append(Chip("by", speaker.by(intent.by)))
    return tuple(found)


def _suggestions(found: Found, speaker: Speaker) -> tuple[str, ...]:
    """Return questions that go on from an answer."""
    intent = found.intent
    if found.explanation:
        further = [by for by in found.explanation.further if speaker.can_say(f"by.{by}")]
        return tuple(speaker.say("suggest.why_by", by=speaker.by(by)) for by in further[:2])
    keys = {
        "total": ("compare", "products", "hours"),
        "compare": ("why", "products"),
        "rank": ("compare",) if intent.by != "product" else ("days", "hours"),
    }.get(intent.shape, ("products",))
    return tuple(speaker.say(f"suggest.{key}") for key in keys)
