"""How guests of the invented café pay: cards and cash, tips, fees, and cards that fail."""

from datetime import date

import numpy as np

from edge.demo.cafe import COUNTRY_SHARES, FEE_ABROAD, FEE_HOME, SHOPS
from edge.demo.conditions import Cafe, Conditions, Ints, within
from edge.demo.planted import PlantedKind
from edge.demo.tickets import CARD, CASH, EAT_IN, Attempts, Lines, Sales

_HOME_COUNTRY = 1


def pay_for(
    cafe: Cafe, day: date, amount: Ints, customer: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return how each sale is paid and where the card is from; cards win a few points every year."""
    years = (day - cafe.opening).days / 365.25
    likes_card = 0.56 + 0.05 * years + np.minimum(amount, 3000) / 15_000
    # A regular always pays the same way.
    steady = np.where(customer >= 0, customer % 10 / 10, rng.random(len(amount)))
    method = np.where(steady < likes_card, CARD, CASH)
    country = np.searchsorted(np.cumsum(COUNTRY_SHARES)[:-1], rng.random(len(amount)), side="right")
    country = np.where(customer >= 0, _HOME_COUNTRY, country)
    return method, np.where(method == CARD, country, 0)


def add_tips(amount: Ints, method: Ints, channel: Ints, rng: np.random.Generator) -> Ints:
    """Return tips on cards, in whole 10 cents; those in cash go into a jar that no till sees."""
    tips = rng.random(len(amount)) < np.where(channel == EAT_IN, 0.34, 0.07)
    share = np.array([0.05, 0.10, 0.10, 0.15])[rng.integers(0, 4, len(amount))]
    rounded = np.maximum(np.rint(amount * share / 10).astype(np.int64) * 10, 20)
    return np.where(tips & (method == CARD), rounded, 0)


def keep_fees(charged: Ints, method: Ints, country: Ints) -> Ints:
    rate = np.where(country == _HOME_COUNTRY, FEE_HOME, FEE_ABROAD)
    return np.where(method == CARD, (charged * rate + 5_000) // 10_000, 0)


def decline_cards(
    conditions: Conditions, sales: Sales, lines: Lines, rng: np.random.Generator
) -> tuple[Sales, Lines, Attempts]:
    """Let some cards fail: most try again, and while the reader is broken pay cash or leave."""
    share = np.full(len(sales), 0.035)
    broken = np.zeros(len(sales), dtype=bool)
    for event in conditions.planted(PlantedKind.CARD_FAILURES):
        broken |= within(event, sales.shop, sales.second)
        share = np.where(broken, event.factor, share)
    fails = (rng.random(len(sales)) < share) & (sales.method == CARD)
    leaves = fails & broken & (rng.random(len(sales)) < 0.6)
    attempts = Attempts(
        second=sales.second[fails] - 25, shop=sales.shop[fails],
        amount=(sales.amount + sales.tip)[fails], country=sales.country[fails],
    )  # fmt: skip
    in_cash = fails & broken
    sales = Sales(**{
        **vars(sales),
        "method": np.where(in_cash, CASH, sales.method),
        "tip": np.where(in_cash, 0, sales.tip),
        "fee": np.where(in_cash, 0, sales.fee),
        "country": np.where(in_cash, 0, sales.country),
    })  # fmt: skip
    return *_keep(sales, lines, ~leaves), attempts


def _keep(
    sales: Sales, lines: Lines, stays: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[Sales, Lines]:
    """Return the sales that stay and their lines, numbered within each shop."""
    kept = {name: column[stays] for name, column in vars(sales).items()}
    for at in range(len(SHOPS)):
        here = kept["shop"] == at
        kept["number"][here] = 1 + np.arange(here.sum())
    position = np.cumsum(stays) - 1
    has_sale = stays[lines.sale]
    rest = {name: column[has_sale] for name, column in vars(lines).items()}
    rest["sale"] = position[rest["sale"]]
    return Sales(**kept), Lines(**rest)
