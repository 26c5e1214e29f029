"""An invented café's vocabulary and clock, for tests of the analyst that need no database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from chat.analyst.grasp import grasp
from chat.analyst.intent import Clarify, Intent, Refusal, Told
from chat.analyst.moments import Clock
from chat.analyst.understand import Scene
from chat.analyst.vocabulary import Entry, Vocabulary
from edge.lib.period import BusinessCalendar

# Tuesday 24 November 2026, 13:05 in Berlin.
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=ZoneInfo("Europe/Berlin"))
_PRODUCTS = (
    ("P1", "Flat White", 900.0),
    ("P2", "Espresso", 800.0),
    ("P3", "Cappuccino", 700.0),
    ("P4", "Croissant", 600.0),
    ("P5", "Pistachio Croissant", 500.0),
    ("P6", "Chocolate Brownie", 400.0),
    ("P7", "Lemon Cake Slice", 300.0),
    ("P8", "Carrot Cake Slice", 290.0),
)
_VALUES = {
    "category": ("Coffee", "Bakery"),
    "location": ("Mitte", "Kreuzberg"),
    "staff": ("Anna", "Ben"),
    "attribute:size": ("S", "L"),
}


def cafe(*lacking: str, first_day: date = date(2025, 1, 2)) -> Vocabulary:
    """Return the café's vocabulary, without what it lacks ("staff", "tips" …)."""
    has = {
        "net_sales",
        "product",
        "category",
        "location",
        "staff",
        "customer",
        "tips",
        "attribute:size",
        "country",
    }
    products = [Entry("product", code, name, weight) for code, name, weight in _PRODUCTS]
    values = [
        Entry(dimension, value, value, 1.0)
        for dimension, names in _VALUES.items()
        if dimension not in lacking
        for value in names
    ]
    countries = [
        Entry(
            "country", "Deutschland", "Deutschland", 9.0, ("Germany", "Allemagne", "Alemania"), "DE"
        ),
        Entry("country", "Frankreich", "Frankreich", 3.0, ("France", "Francia"), "FR"),
    ]
    return Vocabulary(
        entries=(*products, *values, *countries),
        has=frozenset(has - set(lacking)),
        currency="EUR",
        country="DE",
        first_day=first_day,
        last_day=date(2026, 11, 24),
        codes={code: entry for (code, _, _), entry in zip(_PRODUCTS, products, strict=True)},
        customers=frozenset({"4711"}),
    )


def clock(now: datetime = NOW, country: str = "DE") -> Clock:
    """Return the café's clock."""
    return Clock(now, BusinessCalendar("Europe/Berlin"), country)


def meant(question: str, language: str = "en", *, vocabulary=None, history=(), now=NOW):
    """Return what a question to the café means."""
    scene = Scene(vocabulary or cafe(), clock(now), language, tuple(history))
    return grasp(question, scene).meant


def talk(*questions: str, language: str = "en"):
    """Return what the last of several questions in one conversation means."""
    history: list[Told] = []
    last = None
    for question in questions:
        last = meant(question, language, history=history)
        history.append(Told(question, last if isinstance(last, Intent) else None))
    return last


def days(when):
    """Return a span as (first, last) in ISO."""
    return when.first.isoformat(), when.last.isoformat()


def brief(understood):
    """Return what a question means on one line: "rank units by product most 3 2026-10-01 category=Coffee"."""
    if isinstance(understood, Refusal):
        return f"refused {understood.topic or understood.reason}"
    if isinstance(understood, Clarify):
        return f"clarify {understood.words}"
    parts = [understood.shape, "+".join(understood.metrics)]
    parts += [f"by {understood.by}"] if understood.by else []
    if understood.shape == "rank":
        parts.append(understood.rank)
    parts += [str(understood.limit)] if understood.limit else []
    parts += [f"per {understood.per}"] if understood.per else []
    if "period" not in understood.assumed:
        parts += [_span(when) for when in understood.periods]
    parts += [f"vs {_span(understood.against)}"] if understood.against else []
    for condition in understood.conditions:
        sign = {"is": "=", "is_not": "!="}.get(condition.op, "?")
        parts.append(f"{condition.dimension}{sign}{','.join(condition.labels)}")
    if understood.hours:
        parts.append("-".join(f"{minute // 60}:{minute % 60:02d}" for minute in understood.hours))
    return " ".join(parts)


def _span(when):
    first, last = days(when)
    return first if first == last else f"{first}..{last}"
