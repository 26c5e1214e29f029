"""Collects a merchant's vocabulary from the books, once for each state of them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from chat.analyst.lexicon import LANGUAGES, lexicon
from chat.analyst.text import fold, words_of
from chat.analyst.vocabulary import Entry, Vocabulary
from edge.facts.models import Customer, Product
from edge.lib.period import Period
from edge.merchants.models import Merchant
from insights.metrics.availability import Availability, availability
from insights.metrics.figure import MetricQuery
from insights.metrics.query import breakdown

# Country names are understood in the languages that merchants' customers and staff mix into their questions.
_NAMED_IN = ("en", "de", "fr", "es", "it", "pl")
_KEPT = 32
_MOST_CUSTOMERS = 200_000
# A trading shop's books change every minute, its words hardly ever: so long they are taken from memory.
_KEPT_SECONDS = 300


@dataclass(frozen=True)
class _Kept:
    signature: tuple[object, ...]
    since: float
    vocabulary: Vocabulary


_kept: dict[int, _Kept] = {}


def vocabulary_of(merchant: Merchant) -> Vocabulary:
    """Return the merchant's vocabulary, inside their tenant_context; kept while their names stay the same."""
    held = availability(merchant)
    signature = _signature(merchant, held)
    known = _kept.get(merchant.pk)
    if known and known.signature == signature and time.monotonic() - known.since < _KEPT_SECONDS:
        return known.vocabulary
    while len(_kept) >= _KEPT:
        _kept.pop(next(iter(_kept)))
    vocabulary = _collect(merchant, held)
    _kept[merchant.pk] = _Kept(signature, time.monotonic(), vocabulary)
    return vocabulary


def _signature(merchant: Merchant, held: Availability) -> tuple[object, ...]:
    """Return what a vocabulary depends on besides sums: products, values, what is held, first and last day."""
    products = Product.objects.for_merchant(merchant).count()
    values = tuple(sorted((key, frozenset(names)) for key, names in held.values.items()))
    has = frozenset(key for key, is_held in held.has.items() if is_held)
    return (
        products,
        values,
        has,
        held.first_day,
        held.last_day,
        merchant.currency,
        merchant.country,
    )


def _collect(merchant: Merchant, held: Availability) -> Vocabulary:
    products = tuple(_products(merchant, held))
    values = tuple(_values(held))
    customers = Customer.objects.for_merchant(merchant).values_list("reference", flat=True)[
        :_MOST_CUSTOMERS
    ]
    return Vocabulary(
        entries=products + values,
        has=frozenset(key for key, is_held in held.has.items() if is_held),
        currency=merchant.currency,
        country=merchant.country,
        first_day=held.first_day,
        last_day=held.last_day,
        codes={entry.value.upper(): entry for entry in products if entry.value != entry.label},
        customers=frozenset(customers) if held.has.get("customer") else frozenset(),
    )


def _products(merchant: Merchant, held: Availability) -> Iterator[Entry]:
    if held.first_day is None or held.last_day is None or not held.has.get("product"):
        return
    query = MetricQuery(
        "gross_sales", Period(held.first_day, held.last_day), by="product", order="-value"
    )
    for point in breakdown(merchant, query).points:
        if point.key:
            yield Entry("product", point.key, point.label, float(point.figure.value or 0))


def _values(held: Availability) -> Iterator[Entry]:
    for dimension, values in held.values.items():
        if dimension in {"product", "customer"}:
            continue
        for place, value in enumerate(values):
            code = country_code(value) if dimension == "country" else ""
            others = country_names(code) if code else value_names(value)
            yield Entry(
                dimension,
                value,
                value,
                float(len(values) - place),
                others,
                code,
            )


@lru_cache(maxsize=512)
def country_code(name: str) -> str:
    """Return the ISO code of a country however a file writes it: "EIRE", "Deutschland", "USA"; "" where none fits."""
    folded = fold(name)
    if len(name) == 2 and name.upper() in Locale("en").territories:
        return name.upper()
    for language in _NAMED_IN:
        for code, spelled in Locale(language).territories.items():
            if len(code) == 2 and fold(spelled) == folded:
                return str(code)
    for language in LANGUAGES:
        for code, words in lexicon(language).demonyms.items():
            if folded in {fold(word) for word in words}:
                return code
    return ""


@lru_cache(maxsize=512)
def country_names(code: str) -> tuple[str, ...]:
    """Return what a country and its people are called in all languages, by its ISO code."""
    names = [Locale(language).territories.get(code, "") for language in _NAMED_IN]
    for language in LANGUAGES:
        names += lexicon(language).demonyms.get(code, ())
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=512)
def value_names(value: str) -> tuple[str, ...]:
    """Return what a way of paying or of ordering is called in all languages, as "card" or "take-away" is."""
    groups: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for key, words in lexicon(language).values.items():
            groups.setdefault(key, []).extend(words)
    told = " ".join(words_of(value))
    fitting = [
        words
        for words in groups.values()
        if any(" ".join(words_of(word)) == told for word in words)
    ]
    return tuple(dict.fromkeys(word for words in fitting for word in words))
