"""Trades on at the invented café while Edge runs: replays today's sales quickly, then keeps pace with the clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from edge.demo.till import Source, Till, load_until, pending

# How many of today's sales are there at once, so that home opens on today.
AT_ONCE = 10
# The card company tells of fees and payouts every half an hour.
_CARDS_EVERY_TICKS = 720


@dataclass(frozen=True)
class Pace:
    """How fast the café catches up, in ticks.

    wait_s: before the first of them. held_back: how many of the latest sales are replayed one after
    the other; those before them come at once. replay_ticks: in how many steps. cards_at_tick: when
    the card company speaks for the first time; only then is the day before complete.
    """

    wait_s: float
    held_back: int
    replay_ticks: int
    cards_at_tick: int
    tick_s: float = 2.5


# On its first day nearly all of today is replayed. A newcomer who logs in within the first half minute sees arrive how
# unusual yesterday was, at any hour, and in the afternoon how unusual today is.
FIRST_DAY = Pace(wait_s=5, held_back=400, replay_ticks=30, cards_at_tick=16)
LATER = Pace(wait_s=2, held_back=15, replay_ticks=15, cards_at_tick=1)


def pace_for(till: Till, now: datetime) -> Pace:
    """Return the pace of a start at `now`: the slow one until the card company has told of the café's first day."""
    calendar, anchor = till.merchant.calendar, till.cafe.anchor
    told = till.data_until(Source.CARDS)
    is_new = told is None or calendar.business_date(told) < anchor
    return FIRST_DAY if is_new and calendar.business_date(now) == anchor else LATER


def moment_to_open(till: Till, now: datetime) -> datetime:
    """Return up to when the till has spoken when the café is shown first: a few sales into the day."""
    start = till.merchant.calendar.bounds(till.cafe.anchor)[0]
    sales = [at for at in _sales(till, now) if at > start]
    return sales[:AT_ONCE][-1] if sales else now


def replay_steps(sales: Sequence[datetime], pace: Pace) -> Iterator[datetime]:
    """Yield up to which moment to load in each tick: first what is not held back, then the rest in even steps."""
    held = min(pace.held_back, len(sales))
    at_once = len(sales) - held
    if at_once:
        yield sales[at_once - 1]
    steps = min(pace.replay_ticks, held)
    for step in range(1, steps + 1):
        yield sales[at_once + held * step // steps - 1]


def trade(
    till: Till, pace: Pace, *, now: Callable[[], datetime], pause: Callable[[float], None]
) -> None:
    """Catch up with the clock and then follow it, until `pause` ends it by raising."""
    pause(pace.wait_s)
    steps = replay_steps(_sales(till, now()), pace)
    for tick in count():
        moment = next(steps, None) or now()
        load_until(till, moment)
        if tick % _CARDS_EVERY_TICKS == pace.cards_at_tick:
            load_until(till, moment, Source.CARDS)
        pause(pace.tick_s)


def _sales(till: Till, now: datetime) -> list[datetime]:
    """Return when the sales took place that the till has not told of yet, the oldest first."""
    moments: list[datetime] = pending(till, now).events.filter(kind="sale")["occurred_at"].to_list()
    return moments
