"""Who comes back: regulars with habits, neighbours who drop in, strangers who pay once."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from edge.demo.cafe import STAFF
from edge.demo.menu import INDEX

Ints = NDArray[np.int64]

REGULARS = 330
_NEIGHBOURS = 1_900  # how many of them live near at a time
_MOVES_IN = 3.0  # neighbours who are new on a day
_STRANGERS_FROM = 10_000_000
_FAVOURITES = np.array([INDEX[code] for code in (
    "C01", "C01", "C02", "C02", "C04", "C05", "C05", "C03", "T01", "C06", "B01",
)])  # fmt: skip


@dataclass(frozen=True)
class Regulars:
    """The habits of the regulars, one entry each; days are ordinals."""

    since: Ints
    until: Ints
    shop: Ints
    moment: Ints  # the usual second of the day
    chance: NDArray[np.float64]  # of a visit, by person and weekday
    favourite: Ints


@cache
def regulars(seed: int, opening: date) -> Regulars:
    """Return the café's regulars: two thirds were there at the opening, some leave, others come."""
    rng = np.random.default_rng([seed, 2])
    start = opening.toordinal()
    since = start + np.where(rng.random(REGULARS) < 0.6, -1, rng.integers(0, 900, REGULARS))
    until = since + 60 + rng.exponential(420, REGULARS).astype(np.int64)
    shop = (rng.random(REGULARS) < 0.38).astype(np.int64)
    early = rng.normal(8.6, 1.0, REGULARS)
    late = rng.normal(15.0, 2.6, REGULARS)
    moment = np.where((rng.random(REGULARS) < 0.6) & (shop == 0), early, late)
    weekly = rng.gamma(2.2, 1.1, REGULARS).clip(0.4, 6.0)
    likes = rng.dirichlet(np.full(7, 1.6), REGULARS)
    return Regulars(
        since=since,
        until=until,
        shop=shop,
        moment=(moment.clip(7.1, 21.0) * 3600).astype(np.int64),
        chance=(weekly[:, None] * likes).clip(0, 0.92),
        favourite=_FAVOURITES[rng.integers(0, len(_FAVOURITES), REGULARS)],
    )


def visitors(people: Regulars, day: date, rng: np.random.Generator) -> Ints:
    """Return which regulars come on a day."""
    ordinal = day.toordinal()
    is_near = (people.since <= ordinal) & (ordinal <= people.until)
    comes = rng.random(REGULARS) < people.chance[:, day.weekday()] * is_near
    return np.flatnonzero(comes)


def passers_by(opening: date, day: date, count: int, rng: np.random.Generator) -> Ints:
    """Return a customer number for each of `count` card payers who are no regulars.

    Most are neighbours, the longer near the likelier to come again; a quarter is never seen again.
    """
    offset = int((day.toordinal() - opening.toordinal()) * _MOVES_IN)
    neighbours = REGULARS + offset + (_NEIGHBOURS * rng.random(count) ** 1.7).astype(np.int64)
    # 1,000 strangers a day are more than ever come, so no two days share one.
    strangers = _STRANGERS_FROM + day.toordinal() % 100_000 * 1_000 + np.arange(count)
    return np.where(rng.random(count) < 0.75, neighbours, strangers)


def roster(day: date, shop: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return who works the early and who the late shift of a shop, as indexes of STAFF."""
    crew = np.array([at for at, person in enumerate(STAFF) if person.shop == shop])
    order = rng.permutation(crew)
    busy = 3 if day.weekday() >= 5 else 2
    return order[:busy], order[-2:]
