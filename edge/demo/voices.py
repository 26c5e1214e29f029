"""What people said: guests in reviews, the merchant in notes, dated so that it fits what was planted."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from edge.demo.cafe import SHOPS, TIME_ZONE
from edge.demo.conditions import Cafe
from edge.demo.planted import PlantedEvent, PlantedKind

_SITES = ("Google", "Google", "Google", "Tripadvisor")
_FRESH_DAYS = 60  # how long people write about something that stays
_TEXTS = Path(__file__).with_name("reviews.toml")


@dataclass(frozen=True)
class InventedReview:
    """What a guest wrote; `shop` is the name of one of the two shops."""

    key: str
    posted_at: datetime
    site: str
    shop: str
    rating: int
    language: str
    text: str
    theme: str


@dataclass(frozen=True)
class InventedNote:
    """What the merchant wrote down about some days."""

    first: date
    last: date
    text: str


def invent_reviews(cafe: Cafe) -> tuple[InventedReview, ...]:
    """Return the reviews of the café's history, the oldest first."""
    texts = tomllib.loads(_TEXTS.read_text(encoding="utf-8"))
    rng = np.random.default_rng([cafe.seed, 5])
    dated = [
        (day, theme, *written)
        for theme, entries in texts.items()
        for written, day in zip(entries, _days_for(cafe, theme, len(entries), rng), strict=True)
    ]
    zone = ZoneInfo(TIME_ZONE)
    reviews = []
    for number, (day, theme, language, rating, text) in enumerate(sorted(dated), 1):
        wall = datetime.combine(day, time(8), zone) + timedelta(minutes=int(rng.integers(0, 840)))
        reviews.append(InventedReview(
            key=f"r{number:03d}", posted_at=wall.astimezone(UTC), site=_SITES[rng.integers(0, 4)],
            shop=_shop_of(text, theme, rng), rating=rating, language=language, text=text, theme=theme,
        ))  # fmt: skip
    return tuple(reviews)


def _days_for(cafe: Cafe, theme: str, count: int, rng: np.random.Generator) -> list[date]:
    """Return `count` days before the anchor on which that theme could be written about."""
    known = [cafe.opening + timedelta(days=at) for at in range((cafe.anchor - cafe.opening).days)]
    fits = _FITS.get(theme)
    days = [day for day in known if fits is None or fits(cafe, day)]
    chosen = rng.choice(len(days), count, replace=len(days) < count)
    return [days[at] for at in chosen]


def _follows(kind: PlantedKind, within_days: int, detail: str = "") -> Callable[[Cafe, date], bool]:
    """Return a test for days on or soon after a planted event."""

    def fits(cafe: Cafe, day: date) -> bool:
        return any(
            event.first
            <= day
            <= min(event.last, event.first + timedelta(days=_FRESH_DAYS))
            + timedelta(days=within_days)
            for event in cafe.planted(cafe.anchor)
            if event.kind is kind and detail in event.detail
        )

    return fits


_FITS: dict[str, Callable[[Cafe, date], bool]] = {
    "slow": _follows(PlantedKind.SLOW_SERVICE, 4),
    "card": _follows(PlantedKind.CARD_FAILURES, 2),
    "price_coffee": _follows(PlantedKind.PRICE_RISE, 0, "Coffee"),
    "price_bakery": _follows(PlantedKind.PRICE_RISE, 0, "Bakery"),
    "chai": _follows(PlantedKind.PRODUCT_UP, 0),
    "milk": _follows(PlantedKind.REFUND_BURST, 4),
    "sold_out": _follows(PlantedKind.SOLD_OUT, 1),
    "roadworks": _follows(PlantedKind.DROP, 1, "Roadworks"),
    "festival": _follows(PlantedKind.SPIKE, 1, "festival"),
    "broken_machine": _follows(PlantedKind.DROP, 1, "coffee machine"),
    "terrace": lambda cafe, day: cafe.weather(day).is_terrace,
    "winter": lambda cafe, day: cafe.weather(day).temperature < 8,
}


def _shop_of(text: str, theme: str, rng: np.random.Generator) -> str:
    if theme == "terrace" or "Kanal" in text or "canal" in text:
        return SHOPS[1].name
    at_home = theme in {"card", "roadworks", "sold_out", "broken_machine"}
    if at_home or any(name in text for name in ("Prenzlauer", "Mira", "Jonas", "Aylin")):
        return SHOPS[0].name
    return SHOPS[int(rng.random() < 0.4)].name


_NOTES: tuple[tuple[PlantedKind, str, str], ...] = (
    (PlantedKind.DROP, "storm", "Storm warning, hardly anybody in the streets. Sent Leonie home at two."),
    (PlantedKind.OUTAGE, "offline", "Both tills were offline from eleven to two, we could sell nothing."),
    (PlantedKind.SPIKE, "festival", "Street festival: the parade came past both doors. Lemonade ran low by five."),
    (PlantedKind.DROP, "Roadworks", "Kollwitzstraße closed for roadworks, guests had to come through the yard."),
    (PlantedKind.SLOW_SERVICE, "ill", "Hanna and Paul were ill. One person for the lunch rush, long waits."),
    (PlantedKind.DROP, "coffee machine", "The coffee machine broke till eleven. New pump fitted."),
    (PlantedKind.PRODUCT_UP, "chai", "New chai recipe with our own syrup from today on."),
    (PlantedKind.REFUND_BURST, "Sour milk", "A crate of milk had gone off. Gave the money back, told the dairy."),
)  # fmt: skip
_OTHER_NOTES: tuple[tuple[int, str], ...] = (
    (375, "Deniz started in the shop by the canal."),
    (240, "New grinder in Kollwitzstraße. Espresso runs two seconds longer now."),
    (71, "Changed the baker: croissants now come from Bäckerei Winter."),
    (30, "Fixed the window seats in Kollwitzstraße, there was a draught."),
)


def invent_notes(cafe: Cafe) -> tuple[InventedNote, ...]:
    """Return the merchant's notes, the oldest first; the newest planted events are left unexplained."""
    planted = cafe.planted(cafe.anchor)
    notes = [
        InventedNote(event.first, _last_day(event), text)
        for kind, word, text in _NOTES
        for event in planted
        if event.kind is kind and word in event.detail
    ]
    for days_ago, text in _OTHER_NOTES:
        day = cafe.anchor - timedelta(days=days_ago)
        notes.append(InventedNote(day, day, text))
    return tuple(sorted(notes, key=lambda note: note.first))


def _last_day(event: PlantedEvent) -> date:
    return event.first if event.kind is PlantedKind.PRODUCT_UP else event.last
