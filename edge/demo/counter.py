"""One day at the counter: who buys what, when, and how they pay; the same for a seed and a day, always."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from edge.demo.cafe import SHOPS
from edge.demo.conditions import Cafe, Conditions, Floats, Ints, conditions_on, within
from edge.demo.menu import (
    HAS_MILK,
    HAS_SIZE,
    INDEX,
    IS_FOOD,
    IS_MILK_DRINK,
    MILK_SURCHARGE,
    SIZE_SURCHARGE,
)
from edge.demo.paying import add_tips, decline_cards, keep_fees, pay_for
from edge.demo.planted import PlantedKind
from edge.demo.regulars import passers_by, regulars, roster, visitors
from edge.demo.tickets import CARD, EAT_IN, TAKE_AWAY, Attempts, Lines, Returns, Sales

_LINES = np.array([0.37, 0.37, 0.16, 0.10])  # one, two, three, four lines on a ticket
_LOW_VAT_FOR_MEALS = date(2026, 1, 1)  # food eaten in is taxed at 7 % from that day on


@dataclass(frozen=True)
class Day:
    """All that happened at the counter on a day, with the returns it led to."""

    day: date
    sales: Sales
    lines: Lines
    attempts: Attempts
    returns: Returns


def trade_day(cafe: Cafe, day: date) -> Day:
    """Return one day of trade, whole, whether it lies in the past or not."""
    rng = np.random.default_rng([cafe.seed, 3, day.toordinal()])
    conditions = conditions_on(cafe, day, rng)
    shop, second = _arrivals(conditions, rng)
    channel = _channels(shop, second, rng)
    customer, favourite = _known_faces(cafe, day, (shop, second), rng)
    lines = _order(conditions, (shop, second, channel), favourite, rng)
    amount = np.bincount(lines.sale, lines.quantity * lines.price, len(shop)).astype(np.int64)
    method, country = pay_for(cafe, day, amount, customer, rng)
    strangers = (method == CARD) & (customer < 0) & (rng.random(len(shop)) < 0.8)
    customer = np.where(strangers, passers_by(cafe.opening, day, len(shop), rng), customer)
    tip = add_tips(amount, method, channel, rng)
    sales = Sales(
        second=second, shop=shop, staff=_who_sells(day, shop, second, rng), customer=customer,
        method=method, channel=channel, country=country, amount=amount, tip=tip,
        fee=keep_fees(amount + tip, method, country), number=np.zeros_like(shop),
    )  # fmt: skip
    sales, lines, attempts = decline_cards(conditions, sales, lines, rng)
    return Day(day, sales, lines, attempts, _returns(conditions, sales, lines, rng))


def _arrivals(conditions: Conditions, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return shop and second of each customer, in the order of time."""
    counts = rng.poisson(conditions.customers)
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    second = cell % 24 * 3600 + rng.integers(0, 3600, len(cell))
    for event in conditions.planted(PlantedKind.OUTAGE):
        silent = within(event, cell // 24, second)
        cell, second = cell[~silent], second[~silent]
    order = np.argsort(second, kind="stable")
    return (cell // 24)[order], second[order]


def _channels(shop: Ints, second: Ints, rng: np.random.Generator) -> Ints:
    away = np.array([one.takes_away for one in SHOPS])[shop]
    hurry = np.where(second < 10 * 3600, 0.2, np.where(second < 18 * 3600, 0.0, -0.1))
    return np.where(rng.random(len(shop)) < away + hurry, TAKE_AWAY, EAT_IN)


def _known_faces(
    cafe: Cafe, day: date, where: tuple[Ints, Ints], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return for each sale the regular who makes it and what they always take, or -1 and -1."""
    shop, second = where
    people = regulars(cafe.seed, cafe.opening)
    customer, favourite = np.full(len(shop), -1), np.full(len(shop), -1)
    coming = visitors(people, day, rng)
    moment = people.moment[coming] + rng.normal(0, 900, len(coming))
    for at in range(len(SHOPS)):
        here = np.flatnonzero(shop == at)
        mine = people.shop[coming] == at
        if not len(here):
            continue
        slot = here[np.searchsorted(second[here], moment[mine]).clip(0, len(here) - 1)]
        taken, first = np.unique(slot, return_index=True)
        customer[taken] = coming[mine][first]
    known = customer >= 0
    loyal = known & (rng.random(len(shop)) < 0.75)
    favourite[loyal] = people.favourite[customer[loyal]]
    return customer, favourite


def _order(
    conditions: Conditions,
    where: tuple[Ints, Ints, Ints],
    favourite: Ints,
    rng: np.random.Generator,
) -> Lines:
    shop, second, channel = where
    count = 1 + np.searchsorted(np.cumsum(_LINES)[:-1], rng.random(len(shop)))
    sale = np.repeat(np.arange(len(shop)), count)
    is_first = np.append(True, sale[1:] != sale[:-1])[: len(sale)]
    item = _pick(conditions.demand, shop[sale], second[sale], rng)
    item = np.where(is_first & (favourite[sale] >= 0), favourite[sale], item)
    for event in conditions.planted(PlantedKind.SOLD_OUT):
        rest = conditions.demand.copy()
        rest[:, :, INDEX[event.item]] = 0
        gone = (item == INDEX[event.item]) & within(event, shop[sale], second[sale])
        item[gone] = _pick(rest, shop[sale][gone], second[sale][gone], rng)
    size = HAS_SIZE[item] * (1 + (rng.random(len(sale)) < 0.3))
    milk = HAS_MILK[item] * (1 + np.searchsorted([0.55, 0.87, 0.93], rng.random(len(sale))))
    takes_away = channel[sale] == TAKE_AWAY
    is_low = IS_FOOD[item] & (takes_away | (conditions.day >= _LOW_VAT_FOR_MEALS))
    return Lines(
        sale=sale, item=item, size=size, milk=milk,
        quantity=1 + np.searchsorted([0.87, 0.98], rng.random(len(sale))),
        price=conditions.prices[item] + SIZE_SURCHARGE[size] + MILK_SURCHARGE[milk],
        vat=np.where(is_low | (IS_MILK_DRINK[item] & takes_away), 7, 19),
    )  # fmt: skip


def _pick(demand: Floats, shop: Ints, second: Ints, rng: np.random.Generator) -> Ints:
    chances = np.cumsum(demand, axis=2)
    rows = chances[shop, second // 3600]
    draw = rng.random(len(shop)) * rows[:, -1] if len(shop) else np.zeros(0)
    picked: Ints = (draw[:, None] >= rows).sum(axis=1)
    return picked


def _who_sells(day: date, shop: Ints, second: Ints, rng: np.random.Generator) -> Ints:
    staff = np.zeros_like(shop)
    for at in range(len(SHOPS)):
        shifts = roster(day, at, rng)
        for crew, is_now in zip(shifts, (second < 14 * 3600, second >= 14 * 3600), strict=True):
            mine = is_now & (shop == at)
            staff[mine] = crew[rng.integers(0, len(crew), mine.sum())]
    return staff


def _returns(
    conditions: Conditions, sales: Sales, lines: Lines, rng: np.random.Generator
) -> Returns:
    share = np.full(len(lines), 0.0045)
    for event in conditions.planted(PlantedKind.REFUND_BURST):
        share[lines.item == INDEX[event.item]] = event.factor
    line = np.flatnonzero(rng.random(len(lines)) < share)
    is_today = (rng.random(len(line)) < 0.5) | (share[line] > 0.1)
    sold_at = sales.second[lines.sale[line]]
    return Returns(
        line=line,
        days_later=np.where(is_today, 0, rng.integers(1, 10, len(line))),
        second=np.where(
            is_today,
            sold_at + rng.integers(240, 1500, len(line)),
            rng.integers(10 * 3600, 17 * 3600, len(line)),
        ),
    )
