"""The inbox: what is open, what was read, and when the detectors last looked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from edge.lib.errors import NotFound
from edge.lib.period import Period
from edge.live.events import FEED, append
from edge.merchants.models import Merchant, User
from insights.compose import clock_of, figures_of, sentence_of, title_of
from insights.dates import clock, day_range, weekday_name
from insights.inbox_tables import Check, Insight, InsightState, Reaction
from insights.metrics.figure import Figure
from insights.sections.comparing import Reader, unsigned

OPEN_STATES = (InsightState.OPEN, InsightState.RECURRING)
MOST_ENTRIES = 50
SNOOZE_DAYS = 7


@dataclass(frozen=True)
class Entry:
    """One insight as a page shows it; `gap` is the growth without its sign, `is_below` says which way it goes."""

    public_id: str
    title: str
    text: str
    day: date
    when: str
    weekday: str
    time: str
    state: str
    is_new: bool
    is_open: bool
    is_below: bool
    value: Figure
    usual: Figure
    change: Figure
    gap: Figure
    past_days: int
    as_far: int
    found_at: datetime
    was_useful: bool | None = None


@dataclass(frozen=True)
class Inbox:
    """Entries, latest day first.

    checked_at: when a detector last looked, as words, empty where none ever did. knows_enough: whether any day could
    be judged; False where the history is still too short to say what is usual.
    """

    entries: tuple[Entry, ...]
    open_count: int
    checked_at: str
    knows_enough: bool


def inbox(
    merchant: Merchant,
    user: User | None,
    reader: Reader,
    *,
    only_open: bool = False,
    limit: int = MOST_ENTRIES,
) -> Inbox:
    """Return the merchant's insights for one person, inside the merchant's context; two statements."""
    rows = Insight.objects.for_merchant(merchant)
    wanted = rows.filter(state__in=OPEN_STATES) if only_open else rows
    theirs = Reaction.objects.for_merchant(merchant).filter(insight=OuterRef("pk"), user=user)
    found = list(
        wanted.annotate(
            read=Subquery(theirs.values("read_at")[:1]),
            rated=Subquery(theirs.values("was_useful")[:1]),
        ).order_by("-day", "-pk")[:limit]
    )
    judged = Q(outcome__in=["quiet", "found"])
    looked = Check.objects.for_merchant(merchant).aggregate(
        last=Max("checked_at"), judged=Count("pk", filter=judged)
    )
    last = looked["last"]
    return Inbox(
        entries=tuple(entry(merchant, insight, _reaction_in(insight), reader) for insight in found),
        open_count=sum(insight.state in OPEN_STATES for insight in found),
        checked_at=_moment(last, reader) if last else "",
        knows_enough=bool(looked["judged"]),
    )


def find_insight(merchant: Merchant, public_id: str) -> Insight:
    """Return one of the merchant's insights; NotFound otherwise."""
    insight = Insight.objects.for_merchant(merchant).filter(public_id=public_id).first()
    if insight is None:
        raise NotFound("There is no such insight.")
    return insight


def show_insight(merchant: Merchant, insight: Insight, user: User | None, reader: Reader) -> Entry:
    """Return one insight in the reader's words, with what this person made of it."""
    return entry(merchant, insight, _reactions(merchant, user, [insight]).get(insight.pk), reader)


def entry(merchant: Merchant, insight: Insight, reaction: Reaction | None, reader: Reader) -> Entry:
    """Return an insight in the reader's words."""
    figures = figures_of(insight)
    return Entry(
        public_id=insight.public_id,
        title=title_of(merchant, insight, reader.language),
        text=sentence_of(merchant, insight, reader.language),
        day=insight.day,
        when=day_range(Period(insight.day, insight.day), reader.locale, with_year=True),
        weekday=weekday_name(insight.day, reader.locale),
        time=clock_of(insight),
        state=insight.state,
        is_new=reaction is None,
        is_open=insight.state in OPEN_STATES,
        is_below=insight.direction == "low",
        value=figures["value"],
        usual=figures["usual"],
        change=figures["change"],
        gap=unsigned(figures["growth"]),
        past_days=insight.past_days,
        as_far=insight.as_far,
        found_at=insight.found_at,
        was_useful=reaction.was_useful if reaction else None,
    )


def unread_count(merchant: Merchant, user: User | None) -> int:
    """Return how many open insights the person has not read; one statement."""
    return _unread(merchant, user).count()


def mark_read(merchant: Merchant, user: User, insights: list[Insight]) -> int:
    """Note that a person has read insights, tell their other pages, and return how many are still unread."""
    known = _reactions(merchant, user, insights)
    fresh = [insight for insight in insights if insight.pk not in known]
    Reaction.objects.bulk_create(
        (Reaction(merchant=merchant, insight=insight, user=user) for insight in fresh),
        ignore_conflicts=True,
    )
    left = unread_count(merchant, user)
    if fresh:
        append(merchant, FEED, "read", {"user": user.pk, "unread": left})
    return left


def rate(merchant: Merchant, user: User, insight: Insight, *, was_useful: bool) -> None:
    """Note whether an insight was of use; rating is reading."""
    Reaction.objects.update_or_create(
        merchant=merchant, insight=insight, user=user, defaults={"was_useful": was_useful}
    )


def act(merchant: Merchant, user: User | None, insight: Insight, action: str) -> None:
    """Do what a button says: read, useful, useless, snooze, resolve or reopen; NotFound for anything else."""
    if action in {"read", "useful", "useless"} and user is not None:
        mark_read(merchant, user, [insight])
        if action != "read":
            rate(merchant, user, insight, was_useful=action == "useful")
    elif action == "snooze":
        snooze(merchant, insight, today=merchant.calendar.business_date(timezone.now()))
    elif action == "resolve":
        resolve(merchant, insight)
    elif action == "reopen":
        reopen(merchant, insight)
    else:
        raise NotFound("There is no such action.")


def snooze(merchant: Merchant, insight: Insight, *, today: date, days: int = SNOOZE_DAYS) -> None:
    """Hide an insight for some days."""
    _change(
        merchant, insight, state=InsightState.SNOOZED, snoozed_until=today + timedelta(days=days)
    )


def resolve(merchant: Merchant, insight: Insight) -> None:
    """Close an insight for good."""
    _change(merchant, insight, state=InsightState.RESOLVED, closed_at=timezone.now())


def reopen(merchant: Merchant, insight: Insight) -> None:
    """Open a closed or snoozed insight again."""
    _change(merchant, insight, state=InsightState.OPEN, closed_at=None, snoozed_until=None)


def _change(merchant: Merchant, insight: Insight, **changes: Any) -> None:
    Insight.objects.for_merchant(merchant).filter(pk=insight.pk).update(**changes)


def _unread(merchant: Merchant, user: User | None) -> QuerySet[Insight]:
    read = Reaction.objects.for_merchant(merchant).filter(insight=OuterRef("pk"), user=user)
    return Insight.objects.for_merchant(merchant).filter(~Exists(read), state__in=OPEN_STATES)


def _reaction_in(row: Any) -> Reaction | None:
    """Return the reaction that was read along with an insight, None where there is none."""
    if row.read is None:
        return None
    return Reaction(insight_id=row.pk, read_at=row.read, was_useful=row.rated)


def _reactions(
    merchant: Merchant, user: User | None, insights: list[Insight]
) -> dict[int, Reaction]:
    rows = Reaction.objects.for_merchant(merchant).filter(
        user=user, insight__in=[each.pk for each in insights]
    )
    return {reaction.insight_id: reaction for reaction in rows}


def _moment(instant: datetime, reader: Reader) -> str:
    day = reader.calendar.local(instant).date()
    return f"{day_range(Period(day, day), reader.locale)}, {clock(instant, reader.calendar, reader.locale)}"
