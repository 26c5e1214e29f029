"""What a column of a sales file may mean, and the words by which files say so."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

WORDS = Path(__file__).parent / "words"


class Field(StrEnum):
    """The meaning of a column."""

    OCCURRED_AT = "occurred_at"
    DATE = "date"
    TIME = "time"
    DOCUMENT = "document"
    PRODUCT_CODE = "product_code"
    PRODUCT = "product"
    CATEGORY = "category"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    LINE_AMOUNT = "line_amount"
    AMOUNT = "amount"
    TIP = "tip"
    TAX = "tax"
    FEE = "fee"
    DISCOUNT = "discount"
    REFUND_AMOUNT = "refund_amount"
    PAYMENT_METHOD = "payment_method"
    STAFF = "staff"
    LOCATION = "location"
    CHANNEL = "channel"
    CUSTOMER = "customer"
    COUNTRY = "country"
    CURRENCY = "currency"
    STATUS = "status"
    KIND = "kind"
    SALES = "sales"
    NOTE = "note"
    ATTRIBUTE = "attribute"
    IGNORE = "ignore"


LABELS = {
    Field.OCCURRED_AT: _("Date and time of sale"),
    Field.DATE: _("Day of sale"),
    Field.TIME: _("Time"),
    Field.DOCUMENT: _("Receipt number"),
    Field.PRODUCT_CODE: _("Item code"),
    Field.PRODUCT: _("Item"),
    Field.CATEGORY: _("Category"),
    Field.QUANTITY: _("Quantity"),
    Field.UNIT_PRICE: _("Price of one"),
    Field.LINE_AMOUNT: _("Line amount"),
    Field.AMOUNT: _("Amount"),
    Field.TIP: _("Tip"),
    Field.TAX: _("Tax"),
    Field.FEE: _("Fee"),
    Field.DISCOUNT: _("Discount"),
    Field.REFUND_AMOUNT: _("Refunded amount"),
    Field.PAYMENT_METHOD: _("Paid with"),
    Field.STAFF: _("Who sold it"),
    Field.LOCATION: _("Location"),
    Field.CHANNEL: _("Channel"),
    Field.CUSTOMER: _("Customer number"),
    Field.COUNTRY: _("Country"),
    Field.CURRENCY: _("Currency"),
    Field.STATUS: _("Status"),
    Field.KIND: _("Sale or refund mark"),
    Field.SALES: _("Number of sales"),
    Field.NOTE: _("Note"),
    Field.ATTRIBUTE: _("Your own feature of an item"),
    Field.IGNORE: _("Leave out"),
}
# A file may have any number of these; every other field is one column.
MANY = frozenset({Field.ATTRIBUTE, Field.IGNORE})
TEXTS = frozenset(
    {
        Field.PAYMENT_METHOD,
        Field.STAFF,
        Field.LOCATION,
        Field.CHANNEL,
        Field.COUNTRY,
        Field.CATEGORY,
    }
)
NUMBERS = frozenset(
    {
        Field.QUANTITY,
        Field.UNIT_PRICE,
        Field.LINE_AMOUNT,
        Field.AMOUNT,
        Field.TIP,
        Field.TAX,
        Field.FEE,
        Field.DISCOUNT,
        Field.REFUND_AMOUNT,
        Field.SALES,
    }
)


@dataclass(frozen=True)
class WordMatch:
    """How well a column's name fits a field: 1 is the word itself."""

    field: Field
    score: float
    word: str


def plain(name: str) -> str:
    """Return a column's name as lower-case words: `InvoiceNo`, `invoice_no` and `Invoice No.` are the same."""
    name = unicodedata.normalize("NFKC", name)
    name = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name)
    return " ".join(re.sub(r"[^\w%?]+|_", " ", name).lower().split())


@cache
def _vocabulary() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for file in sorted(WORDS.glob("??.toml")):
        for name, words in tomllib.loads(file.read_text("utf-8")).items():
            for word in words:
                found.setdefault(plain(word), Field(name))
    return found


@cache
def cell_words(kind: str) -> frozenset[str]:
    """Return the words that cells use for a thing: `refund`, `void`, `totals` and so on."""
    words: dict[str, list[str]] = tomllib.loads((WORDS / "values.toml").read_text("utf-8"))
    return frozenset(words[kind])


def is_personal(name: str) -> bool:
    """Return whether a column's name promises names, addresses or numbers of people."""
    return bool(set(plain(name).split()) & cell_words("personal"))


def match_words(name: str) -> list[WordMatch]:
    """Return the fields that a column's name may stand for, best first."""
    text = plain(name)
    vocabulary = _vocabulary()
    if text in vocabulary:
        return [WordMatch(vocabulary[text], 1.0, text)]
    best: dict[Field, WordMatch] = {}
    tokens = set(text.split())
    for word, field in vocabulary.items():
        parts = set(word.split())
        if parts <= tokens:
            _keep(best, WordMatch(field, 0.6 + 0.3 * len(parts) / len(tokens), word))
    for word, similarity, _key in process.extract(
        text, list(vocabulary), scorer=fuzz.ratio, score_cutoff=86, limit=3
    ):
        _keep(best, WordMatch(vocabulary[word], 0.7 * similarity / 100, word))
    return sorted(best.values(), key=lambda match: -match.score)


def _keep(best: dict[Field, WordMatch], match: WordMatch) -> None:
    if match.field not in best or best[match.field].score < match.score:
        best[match.field] = match
