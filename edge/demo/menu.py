"""What the invented café sells: its card, its prices and when each item is asked for."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SIZES = ("", "regular", "large")
MILKS = ("", "whole", "oat", "soy", "lactose-free")
SIZE_SURCHARGE = np.array([0, 0, 70])
MILK_SURCHARGE = np.array([0, 0, 50, 50, 30])


class Vat(StrEnum):
    """How German law taxes an item; the rate also depends on the channel and the day."""

    FOOD = "food"
    DRINK = "drink"
    MILK_DRINK = "milk drink"  # three quarters milk: taxed as food when taken away


@dataclass(frozen=True)
class Item:
    """One line of the card; `price` in cents before any rise, `demand` for five parts of the day."""

    code: str
    name: str
    category: str
    price: int
    # Relative demand early, in the forenoon, at lunch, in the afternoon, in the evening.
    demand: tuple[float, float, float, float, float]
    vat: Vat = Vat.FOOD
    has_size: bool = False
    has_milk: bool = False
    # Change of demand per degree above 10 °C, as a fraction.
    warmth: float = 0.0


def _coffee(
    code: str,
    name: str,
    price: int,
    demand: tuple[float, float, float, float, float],
    vat: Vat = Vat.DRINK,
    *,
    has_milk: bool = True,
    warmth: float = -0.006,
) -> Item:
    return Item(
        code, name, "Coffee", price, demand, vat, has_size=True, has_milk=has_milk, warmth=warmth
    )


MENU: tuple[Item, ...] = (
    _coffee("C01", "Flat white", 390, (19, 16, 9, 12, 3)),
    _coffee("C02", "Cappuccino", 360, (17, 15, 8, 13, 3)),
    _coffee("C03", "Latte macchiato", 410, (7, 8, 5, 8, 2), Vat.MILK_DRINK),
    _coffee("C04", "Americano", 330, (9, 7, 5, 5, 1.5), has_milk=False),
    _coffee("C05", "Filter coffee", 320, (11, 8, 5, 4, 1), has_milk=False),
    Item("C06", "Espresso", "Coffee", 260, (5, 5, 6, 5, 4), Vat.DRINK),
    Item("C07", "Cortado", "Coffee", 330, (4, 4, 3, 3, 1), Vat.DRINK, has_milk=True),
    _coffee("C08", "Iced latte", 450, (2, 3, 4, 6, 1.5), Vat.MILK_DRINK, warmth=0.075),
    Item("C09", "Cold brew", "Coffee", 440, (1, 2, 2.5, 3, 1), Vat.DRINK, warmth=0.07),
    _coffee("T01", "Chai latte", 420, (3, 4, 3, 6, 2), Vat.MILK_DRINK, warmth=-0.014),
    Item(
        "T02",
        "Matcha latte",
        "Tea & chocolate",
        480,
        (1.5, 2.5, 2, 3, 1),
        Vat.MILK_DRINK,
        has_milk=True,
    ),
    Item(
        "T03", "Fresh mint tea", "Tea & chocolate", 380, (1.5, 2, 2, 4, 3), Vat.DRINK, warmth=-0.01
    ),
    Item("T04", "Ginger tea", "Tea & chocolate", 390, (1, 1.5, 1.5, 3, 2), Vat.DRINK, warmth=-0.03),
    Item(
        "T05",
        "Hot chocolate",
        "Tea & chocolate",
        430,
        (1, 2, 2, 5, 2.5),
        Vat.MILK_DRINK,
        has_milk=True,
        warmth=-0.035,
    ),
    Item(
        "D01", "Homemade lemonade", "Cold drinks", 450, (0.4, 1.5, 4, 5, 4), Vat.DRINK, warmth=0.06
    ),
    Item("D02", "Rhubarb spritzer", "Cold drinks", 390, (0.3, 1, 4, 4, 4), Vat.DRINK, warmth=0.045),
    Item("D03", "Sparkling water", "Cold drinks", 290, (0.8, 1.5, 5, 4, 5), Vat.DRINK, warmth=0.02),
    Item("D04", "Orange juice", "Cold drinks", 420, (3, 4, 2, 1, 0.5), Vat.DRINK),
    Item("D05", "Club-Mate", "Cold drinks", 350, (0.5, 1, 2, 3, 5), Vat.DRINK, warmth=0.015),
    Item("W01", "House white wine", "Wine & beer", 590, (0, 0, 0.6, 1, 13), Vat.DRINK),
    Item("W02", "Aperol spritz", "Wine & beer", 790, (0, 0.2, 0.4, 2, 11), Vat.DRINK, warmth=0.04),
    Item("W03", "Pilsner", "Wine & beer", 420, (0, 0, 0.6, 1.5, 14), Vat.DRINK, warmth=0.02),
    Item("B01", "Croissant", "Bakery", 260, (17, 13, 3, 3, 0.3)),
    Item("B02", "Cinnamon bun", "Bakery", 340, (8, 9, 4, 8, 1)),
    Item("B03", "Chocolate croissant", "Bakery", 310, (6, 5, 2, 2, 0.2)),
    Item("B04", "Pretzel with butter", "Bakery", 290, (5, 4, 3, 2, 1)),
    Item("B05", "Carrot cake", "Cakes", 440, (0.5, 2, 4, 11, 3)),
    Item("B06", "Cheesecake", "Cakes", 460, (0.4, 2, 4, 12, 4)),
    Item("B07", "Apple crumble", "Cakes", 430, (0.3, 1.5, 3, 9, 3), warmth=-0.015),
    Item("B08", "Oat cookie", "Cakes", 270, (2, 3, 3, 5, 1)),
    Item("F01", "Avocado bread", "Breakfast & lunch", 920, (2, 7, 6, 1.5, 0.5)),
    Item("F02", "Granola with yoghurt", "Breakfast & lunch", 780, (3, 6, 1.5, 0.5, 0)),
    Item("F03", "Eggs on sourdough", "Breakfast & lunch", 990, (2, 7, 4, 0.5, 0)),
    Item("F04", "Soup of the day", "Breakfast & lunch", 690, (0, 0.3, 10, 1.5, 2.5), warmth=-0.03),
    Item("F05", "Grilled cheese", "Breakfast & lunch", 780, (0.2, 1, 8, 3, 5)),
    Item("F06", "Quinoa salad", "Breakfast & lunch", 980, (0, 0.3, 6, 1, 2), warmth=0.03),
    Item("F07", "Mezze plate", "Breakfast & lunch", 1290, (0, 0, 2, 1, 6)),
)
INDEX = {item.code: position for position, item in enumerate(MENU)}
BASE_PRICES = np.array([item.price for item in MENU])
HAS_SIZE = np.array([item.has_size for item in MENU])
HAS_MILK = np.array([item.has_milk for item in MENU])
IS_FOOD = np.array([item.vat is Vat.FOOD for item in MENU])
IS_MILK_DRINK = np.array([item.vat is Vat.MILK_DRINK for item in MENU])
IS_WINE = np.array([item.category == "Wine & beer" for item in MENU])
_DEMAND = np.array([item.demand for item in MENU])
_WARMTH = np.array([item.warmth for item in MENU])
# Which of the five parts of the day an hour falls into.
_PART = np.array([0] * 9 + [1] * 3 + [2] * 2 + [3] * 4 + [4] * 6)


def demand_by_hour(temperature: float) -> NDArray[np.float64]:
    """Return the relative demand for each item, by hour of the day (24 × items), at a temperature in °C."""
    warmth = np.clip(1 + _WARMTH * (temperature - 10), 0.15, 3.0)
    by_hour: NDArray[np.float64] = (_DEMAND * warmth[:, None]).T[_PART]
    return by_hour
