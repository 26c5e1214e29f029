"""Tells goods from what merely stands among them on a receipt: postage, fees, deposits; the merchant has the word."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from django.db import connection

from edge.facts.dimensions import Product, ProductKind
from edge.lib.errors import NotFound
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

_WORDS = Path(__file__).parent / "no_products.toml"
_NAMED_LAST = (ProductKind.SHIPPING, ProductKind.FEE, ProductKind.VOUCHER, ProductKind.DEPOSIT)
# Words that may follow: a size, a zone, a number.
_LONGEST_REST = 2
# Something that is always one of its kind, without a category where others have one, and on many receipts.
_ALWAYS_ONE = Decimal("0.98")
_MANY_RECEIPTS = 0.05
_FEWEST_LINES = 20
MOST_SUGGESTED = 50

_BEHAVIOUR = """
SELECT f.product_id, count(*) AS lines, sum(f.amount_minor)::bigint AS amount, f.currency,
       avg((abs(f.quantity) = 1)::int) AS ones, count(DISTINCT f.document) AS documents,
       count(DISTINCT f.unit_price) AS prices, bool_and(f.category = '') AS is_bare
  FROM facts_lineitem f
 WHERE f.merchant_id = %(merchant)s AND f.until_batch IS NULL AND f.product_id IS NOT NULL
 GROUP BY f.product_id, f.currency
"""
_WHOLE = """
SELECT count(DISTINCT document), bool_or(category <> '') FROM facts_lineitem
 WHERE merchant_id = %(merchant)s AND until_batch IS NULL
"""


@dataclass(frozen=True)
class Suggestion:
    """A product that is probably none: by a word in its name, or by how it is sold; amount in minor units."""

    product: Product
    kind: ProductKind
    reason: Literal["word", "behaviour"]
    lines: int
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class _Sold:
    lines: int
    amount_minor: int
    currency: str
    ones: Decimal
    documents: int
    prices: int
    is_bare: bool


def suggestions(merchant: Merchant) -> list[Suggestion]:
    """Return the products that are probably none and of which the merchant has said nothing, most money first."""
    with tenant_context(merchant):
        sold = _sold(merchant)
        documents, has_categories = _whole(merchant)
        unmarked = Product.objects.for_merchant(merchant).filter(is_marked=False, pk__in=sold)
        found = [
            _suggestion(product, by_word, sold[product.pk])
            for product in unmarked
            if (by_word := kind_by_name(product.name or product.code))
            or _behaves_like_a_fee(sold[product.pk], documents, has_categories=has_categories)
        ]
    return sorted(found, key=lambda one: -abs(one.amount_minor))[:MOST_SUGGESTED]


def mark(merchant: Merchant, code: str, kind: str) -> Product:
    """Say what a product is; "product" says that it is one, and ends the suggestions. Raises NotFound, ValueError."""
    with tenant_context(merchant):
        product: Product | None = (
            Product.objects.for_merchant(merchant).filter(code=code).select_for_update().first()
        )
        if product is None:
            raise NotFound("There is no such product.")
        product.kind, product.is_marked = ProductKind(kind), True
        product.save(update_fields=["kind", "is_marked"])
    return product


def marked(merchant: Merchant) -> list[Product]:
    """Return all that the merchant said is no product, by name."""
    with tenant_context(merchant):
        products = Product.objects.for_merchant(merchant).exclude(kind=ProductKind.PRODUCT)
        return list(products.order_by("name", "code"))


def kind_by_name(name: str) -> ProductKind | None:
    """Return what a name says that something is, None where it names goods for all that is known."""
    tokens = _tokens(name)
    for length in range(min(len(tokens), 4), 0, -1):
        kind = _words().get(" ".join(tokens[:length]))
        if kind is not None and len(tokens) - length <= _LONGEST_REST and _is_rest(tokens[length:]):
            return kind
    # "Dotcom postage", but not "oak tip": what is named after these is that.
    last = _words().get(tokens[-1]) if len(tokens) == 2 else None
    return last if last in _NAMED_LAST else None


def _is_rest(tokens: list[str]) -> bool:
    """Return whether what follows merely says which one: a number, a letter, a place."""
    return all(
        token.isdigit() or len(token) <= 2 or token in ("zone", "kosten", "costs", "charge")
        for token in tokens
    )


def _tokens(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l").replace("ø", "o"))
    return re.findall(r"[a-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one)))


@cache
def _words() -> Mapping[str, ProductKind]:
    return {
        word: kind for kind, words in _lists() for word in words if word == " ".join(_tokens(word))
    }


def _lists() -> Iterator[tuple[ProductKind, list[str]]]:
    for name, words in tomllib.loads(_WORDS.read_text("utf-8")).items():
        yield ProductKind(name), words


def _sold(merchant: Merchant) -> dict[int, _Sold]:
    """Return how each product was sold, in the currency in which it was sold most."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHAVIOUR, {"merchant": merchant.pk})
        rows = [(row[0], _Sold(*row[1:])) for row in cursor.fetchall()]
    return dict(sorted(rows, key=lambda row: row[1].lines))


def _whole(merchant: Merchant) -> tuple[int, bool]:
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, {"merchant": merchant.pk})
        documents, has_categories = cursor.fetchone()
    return int(documents), bool(has_categories)


def _behaves_like_a_fee(sold: _Sold, documents: int, *, has_categories: bool) -> bool:
    """Return whether something has no category though others have, is always sold once, at ever other prices, often."""
    return (
        has_categories
        and sold.is_bare
        and sold.lines >= _FEWEST_LINES
        and sold.ones >= _ALWAYS_ONE
        and sold.documents >= documents * _MANY_RECEIPTS
        and sold.prices * 4 >= sold.lines
    )


def _suggestion(product: Product, by_word: ProductKind | None, sold: _Sold) -> Suggestion:
    return Suggestion(
        product=product,
        kind=by_word or ProductKind.FEE,
        reason="word" if by_word else "behaviour",
        lines=sold.lines,
        amount_minor=sold.amount_minor,
        currency=sold.currency,
    )
