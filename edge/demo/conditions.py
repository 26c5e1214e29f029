"""What one day is like at the invented café: how many come, what they find, what they pay."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from edge.demo.cafe import MONTHS_OF_HISTORY, SEED, SHOPS, usual_sales
from edge.demo.menu import BASE_PRICES, INDEX, IS_WINE, MENU, demand_by_hour
from edge.demo.planted import PlantedEvent, PlantedKind, later_events, month_start, scripted_events
from edge.demo.weather import Weather, weather_on

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GROWTH = 0.05  # a year
_NOISE = 0.045  # how much days differ for no reason that anyone knows
_CROWD = frozenset(
    {PlantedKind.DROP, PlantedKind.SPIKE, PlantedKind.OUTAGE, PlantedKind.SLOW_SERVICE}
)


@dataclass(frozen=True)
class Cafe:
    """The invented café: everything about it follows from a seed and the day it was invented on."""

    anchor: date
    seed: int = SEED

    @classmethod
    def invented_on(cls, anchor: date) -> Self:
        """Return the café whose history ends on the day before `anchor`."""
        return cls(anchor)

    @cached_property
    def opening(self) -> date:
        """The first day of its history: the first of a month."""
        return month_start(self.anchor, MONTHS_OF_HISTORY)

    def planted(self, last: date) -> tuple[PlantedEvent, ...]:
        """Return the labelled events that began by `last`, the oldest first."""
        later = tuple(later_events(self.seed, self.anchor, last))
        return tuple(event for event in self._scripted + later if event.first <= last)

    @cached_property
    def _scripted(self) -> tuple[PlantedEvent, ...]:
        return scripted_events(self.anchor)

    def events_on(self, day: date) -> tuple[PlantedEvent, ...]:
        """Return the planted events that touch a day."""
        known = self._scripted
        if day > self.anchor:
            known += tuple(later_events(self.seed, day - timedelta(days=1), day))
        return tuple(event for event in known if event.is_on(day))

    def weather(self, day: date) -> Weather:
        """Return the weather of a day."""
        return weather_on(self.seed, day)


@dataclass(frozen=True)
class Conditions:
    """One day's expectations: customers by shop and hour, demand by shop, hour and item, prices in cents."""

    day: date
    events: tuple[PlantedEvent, ...]
    weather: Weather
    customers: Floats
    demand: Floats
    prices: Ints

    def planted(self, kind: PlantedKind) -> list[PlantedEvent]:
        """Return the day's planted events of one kind."""
        return [event for event in self.events if event.kind is kind]


def conditions_on(cafe: Cafe, day: date, rng: np.random.Generator) -> Conditions:
    """Return what a day is like; the day's unexplained luck is drawn from `rng`."""
    events, weather = cafe.events_on(day), cafe.weather(day)
    years = (day - cafe.opening).days / 365.25
    luck = np.exp(rng.normal(0, _NOISE)) * (1 + _GROWTH * years)
    customers = np.stack(
        [usual_sales(shop, day) * _weather_factor(at, weather) for at, shop in enumerate(SHOPS)]
    )
    for event in events:
        if event.kind in _CROWD:
            customers *= _hit(event)
    return Conditions(
        day, events, weather, customers * luck, _demand(events, weather), _prices(events)
    )


def _weather_factor(shop: int, weather: Weather) -> float:
    if weather.is_wet:
        return 1 + SHOPS[shop].rain
    return 1 + SHOPS[shop].sun if weather.is_terrace else 1.0


def _hit(event: PlantedEvent) -> Floats:
    """Return by shop and hour what an event multiplies the crowd by, parts of an hour included."""
    hours = np.arange(24)
    begin, end = event.hours
    share = (np.minimum(end, hours + 1) - np.maximum(begin, hours)).clip(0, 1)
    factor = np.ones((len(SHOPS), 24))
    touched = slice(None) if event.shop is None else event.shop
    factor[touched] = 1 - share * (1 - event.factor)
    return factor


def _demand(events: tuple[PlantedEvent, ...], weather: Weather) -> Floats:
    demand = np.repeat(demand_by_hour(weather.temperature)[None], len(SHOPS), axis=0)
    demand[0][:, IS_WINE] = 0  # Kollwitzstraße sells none
    for event in events:
        if event.kind is PlantedKind.PRODUCT_UP:
            demand[:, :, INDEX[event.item]] *= event.factor
    return demand


def _prices(events: tuple[PlantedEvent, ...]) -> Ints:
    prices = BASE_PRICES.astype(np.int64)
    for event in events:
        if event.kind is PlantedKind.PRICE_RISE:
            prices += np.array([int(event.factor) * (item.category == event.item) for item in MENU])
    return prices


def within(
    event: PlantedEvent, shop: Ints, second: Ints
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return where an event holds."""
    begin, end = (round(hour * 3600) for hour in event.hours)
    at_shop = True if event.shop is None else shop == event.shop
    result: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (second >= begin) & (second < end) & at_shop
    )
    return result
