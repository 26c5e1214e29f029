"""Trades on at the invented café while Edge runs: replays today's sales quickly, then keeps pace with the clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from edge.demo.cafe import DAY_END_MINUTES
from edge.demo.till import Till, load_until, pending


@dataclass(frozen=True)
class Pace:
    """How fast the café catches up.

    wait_s: before the first sale, so that somebody can be looking. held_back: how many of today's
    latest sales are replayed one after the other; the others come at once. ticks: in how many steps.
    """

    wait_s: float
    held_back: int
    ticks: int
    tick_s: float = 2.5


# The first sale of today completes yesterday, an unusual day; around noon today's own unusual pace can be told as well.
# Where only the former can come, it waits until a newcomer has had time to log in.
FIRST_MORNING = Pace(wait_s=60, held_back=400, ticks=28)
FIRST_DAY = Pace(wait_s=30, held_back=400, ticks=28)
LATER = Pace(wait_s=3, held_back=15, ticks=15)
_AT_ONCE_ON_FIRST_DAY = 10
_DAY_BEGINS = time(DAY_END_MINUTES // 60)
_NOON = time(12, 30)


def pace_for(till: Till, now: datetime) -> Pace:
    """Return the pace of a start at `now`: a slow one before any trade of the café's first day is known."""
    since = till.data_until()
    calendar = till.merchant.calendar
    is_new = since is None or calendar.business_date(since) < till.cafe.anchor
    if not is_new or calendar.business_date(now) != till.cafe.anchor:
        return LATER
    wall = calendar.local(now).time()
    return FIRST_MORNING if _DAY_BEGINS <= wall < _NOON else FIRST_DAY


def replay_steps(sales: Sequence[datetime], pace: Pace) -> Iterator[datetime]:
    """Yield the moments up to which to load, one a tick: first what is not held back, then the rest in even steps."""
    held = min(pace.held_back, max(len(sales) - _AT_ONCE_ON_FIRST_DAY, 0))
    at_once = len(sales) - held
    if at_once:
        yield sales[at_once - 1]
    steps = min(pace.ticks, held)
    for step in range(1, steps + 1):
        yield sales[at_once + held * step // steps - 1]


def trade(
    till: Till, pace: Pace, *, now: Callable[[], datetime], pause: Callable[[float], None]
) -> None:
    """Catch up with the clock and then follow it, until `pause` ends it by raising."""
    pause(pace.wait_s)
    ledger = pending(till, now())
    sales = ledger.events.filter(kind="sale")["occurred_at"].to_list()
    for moment in replay_steps(sales, pace):
        load_until(till, moment)
        pause(pace.tick_s)
    while True:
        load_until(till, now())
        pause(pace.tick_s)
