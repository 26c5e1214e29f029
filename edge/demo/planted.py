"""What was planted into the invented café's history, labelled, so that a detector can be held to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np


class PlantedKind(StrEnum):
    """What happened to the café."""

    DROP = "drop"
    SPIKE = "spike"
    OUTAGE = "outage"  # the till is silent: nothing is sold
    CARD_FAILURES = "card_failures"
    REFUND_BURST = "refund_burst"
    PRICE_RISE = "price_rise"
    SOLD_OUT = "sold_out"
    SLOW_SERVICE = "slow_service"
    PRODUCT_UP = "product_up"


@dataclass(frozen=True)
class PlantedEvent:
    """One planted event, from `first` to `last`, both included.

    factor: what sales (of the item, where one is named) are multiplied by; for card failures and
        refund bursts the share of attempts and of sales that are hit; for a price rise the cents.
    shop: an index of SHOPS, or None for both. hours: from and to before, on the wall clock.
    item: a code of the menu, a category for price rises, or empty.
    """

    kind: PlantedKind
    first: date
    last: date
    detail: str
    factor: float = 1.0
    shop: int | None = None
    hours: tuple[float, float] = (0.0, 24.0)
    item: str = ""

    def is_on(self, day: date) -> bool:
        """Return whether it touches that day."""
        return self.first <= day <= self.last


_FOREVER = date(2045, 12, 31)


def _weekday_before(day: date, weekday: int) -> date:
    """Return the latest such weekday (Monday 0) before `day`."""
    return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)


def scripted_events(anchor: date) -> tuple[PlantedEvent, ...]:
    """Return what happened before and on the day on which the café was invented."""
    return (*_of_last_year(anchor), *_of_last_weeks(anchor))


def _of_last_year(anchor: date) -> tuple[PlantedEvent, ...]:
    kind, ago = PlantedKind, _before(anchor)
    first_rise, second_rise = month_start(anchor, 8), month_start(anchor, 2)
    return (
        PlantedEvent(kind.DROP, ago(318), ago(317), "A storm kept people at home.", factor=0.5),
        PlantedEvent(
            kind.PRICE_RISE,
            first_rise,
            _FOREVER,
            "Coffee costs 20 cents more.",
            factor=20,
            item="Coffee",
        ),
        PlantedEvent(
            kind.OUTAGE,
            ago(199),
            ago(199),
            "The tills were offline from eleven to two.",
            factor=0.0,
            hours=(11, 14),
        ),
        PlantedEvent(
            kind.SPIKE, ago(164), ago(164), "A street festival passed both doors.", factor=1.7
        ),
        PlantedEvent(
            kind.DROP,
            ago(121),
            ago(119),
            "Roadworks closed Kollwitzstraße for three days.",
            factor=0.5,
            shop=0,
        ),
        PlantedEvent(
            kind.SLOW_SERVICE,
            ago(92),
            ago(79),
            "Two people were ill; lunch took half an hour.",
            factor=0.86,
            hours=(11.5, 14.5),
        ),
        PlantedEvent(
            kind.PRICE_RISE,
            second_rise,
            _FOREVER,
            "Bakery costs 20 cents more.",
            factor=20,
            item="Bakery",
        ),
        PlantedEvent(
            kind.DROP,
            ago(49),
            ago(49),
            "The coffee machine was broken until eleven.",
            factor=0.3,
            shop=0,
            hours=(7, 11),
        ),
    )


def _of_last_weeks(anchor: date) -> tuple[PlantedEvent, ...]:
    kind, ago = PlantedKind, _before(anchor)
    saturday = _weekday_before(ago(1), 5)
    friday = _weekday_before(ago(2), 4)
    return (
        PlantedEvent(
            kind.PRODUCT_UP,
            ago(41),
            _FOREVER,
            "The new chai recipe sells half as much again.",
            factor=1.5,
            item="T01",
        ),
        PlantedEvent(
            kind.REFUND_BURST,
            ago(22),
            ago(21),
            "Sour milk: most lattes came back.",
            factor=0.85,
            item="C03",
        ),
        PlantedEvent(
            kind.DROP, ago(12), ago(12), "A burst water main closed both streets.", factor=0.5
        ),
        PlantedEvent(
            kind.CARD_FAILURES,
            friday,
            friday,
            "The card reader failed from three to five.",
            factor=0.35,
            shop=0,
            hours=(15, 17),
        ),
        PlantedEvent(
            kind.SOLD_OUT,
            saturday,
            saturday,
            "Croissants ran out at 10:40.",
            factor=0.0,
            shop=0,
            hours=(10 + 40 / 60, 24),
            item="B01",
        ),
        PlantedEvent(kind.SPIKE, ago(1), ago(1), "A trade fair filled the quarter.", factor=1.75),
        PlantedEvent(
            kind.DROP,
            anchor,
            anchor,
            "The tram line is closed: far fewer people pass.",
            factor=0.42,
        ),
    )


def _before(anchor: date) -> Callable[[int], date]:
    return lambda days: anchor - timedelta(days=days)


def month_start(day: date, months_back: int) -> date:
    """Return the first day of the month that lies `months_back` before that of `day`."""
    month = day.year * 12 + day.month - 1 - months_back
    return date(month // 12, month % 12 + 1, 1)


def later_events(seed: int, anchor: date, last: date) -> Iterator[PlantedEvent]:
    """Yield what happens after the café was invented: about one unusual day in nine."""
    for offset in range(1, (last - anchor).days + 1):
        day = anchor + timedelta(days=offset)
        rng = np.random.default_rng([seed, 7, day.toordinal()])
        draw = rng.random()
        if draw < 0.06:
            yield PlantedEvent(PlantedKind.DROP, day, day, "Far fewer people pass.", factor=0.55)
        elif draw < 0.11:
            yield PlantedEvent(PlantedKind.SPIKE, day, day, "The quarter is full.", factor=1.55)
