"""What each column may mean by its name and by what its values are like, with how much speaks for it."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.profile import Profile, share_of_words
from connectors.uploads.cells.values import parse_numbers
from connectors.uploads.cells.vocabulary import CURRENCIES, WordMatch, cell_kinds, match_words
from connectors.uploads.interpreting.fields import COUNTS, MARKS, NUMBERS, Field
from connectors.uploads.understanding.ledger import Ledger, Numbers, Sum
from connectors.uploads.understanding.rates import RATES, fit_rates

# Kinds of rows that no other column's texts would be.
_TELLING = frozenset({"refund", "void", "payout", "reversed", "partly_refunded", "dispute"})
# These tell as well, where every text of the column is known.
_MOVES = frozenset({"purchase", "fee", "cash_in", "cash_out"})
_KNOWN = _TELLING | {
    "sale",
    "fee",
    "purchase",
    "item",
    "receipt",
    "payment",
    "pending",
    "tip",
    "cash_in",
    "cash_out",
}
MOST_MARKS = 25
MANY_ROWS = 40
_USUAL = frozenset({0.0, *map(float, RATES), *map(float, range(1, 28))})
# What stands here is a number or a name; yes and no are neither.
_REFERENCES = frozenset(
    {
        Field.DOCUMENT,
        Field.ORIGINAL_DOCUMENT,
        Field.PRODUCT,
        Field.PRODUCT_CODE,
        Field.CUSTOMER,
        Field.STAFF,
    }
)
# Fewer taxed rows than that may fit a rate by chance.
FEWEST_TAXED = 8


@dataclass(frozen=True)
class Column:
    """One column of the file: where it stands, its name, what its values are like."""

    cell: str
    name: str
    profile: Profile

    @property
    def matches(self) -> tuple[WordMatch, ...]:
        """The fields that its name may stand for."""
        return match_words(self.name)

    def says(self, wanted: Field) -> float:
        """Return how well the name fits a field, 0 to 1."""
        return max((one.score for one in self.matches if one.field == wanted), default=0.0)


@dataclass(frozen=True)
class Candidate:
    """A meaning that a column may have, with how much speaks for it and why."""

    cell: str
    field: Field
    score: float
    reason: str


def candidates_of(column: Column, ledger: Ledger) -> list[Candidate]:
    """Return what one column may mean, best first; one that fits nothing gets no candidate."""
    found: dict[Field, Candidate] = {}
    for match in column.matches:
        field = _fitting(match.field, column)
        if field is not None:
            score = match.score - _doubt(field, column)
            reason = _("the name says “%(word)s”; %(values)s") % {
                "word": match.word,
                "values": describe(column.profile),
            }
            _keep(found, Candidate(column.cell, field, score, reason))
    if column.says(Field.VOIDED) >= 0.9 and Field.VOIDED not in found and column.profile.is_number:
        # Sums of what was cancelled or taken back, as a day's closing tells them.
        _keep(found, Candidate(column.cell, Field.REFUND_AMOUNT, 0.7, describe(column.profile)))
    for field, score in _by_values(column):
        _keep(found, Candidate(column.cell, field, score, describe(column.profile)))
    for field, score, reason in _by_sums(column, ledger):
        _keep(found, Candidate(column.cell, field, score, reason))
    return sorted(found.values(), key=lambda one: -one.score)


def _keep(found: dict[Field, Candidate], one: Candidate) -> None:
    if one.field not in found or found[one.field].score < one.score:
        found[one.field] = one


def _fitting(field: Field, column: Column) -> Field | None:
    """Return the field if the values can be that, a neighbour of it if they are that, else None."""
    profile = column.profile
    if profile.filled == 0:
        return None
    if field in (Field.OCCURRED_AT, Field.DATE):
        if profile.is_moment:
            return Field.OCCURRED_AT if profile.has_clock else Field.DATE
        return Field.OCCURRED_AT if profile.serial else None
    if field == Field.TIME:
        return field if profile.times else None
    if field == Field.VOIDED:
        is_flag = bool(profile.few) and (not profile.is_number or _are_flags(profile))
        return field if profile.is_moment or is_flag else None
    if field in NUMBERS:
        return _number_field(field, column)
    if profile.is_moment or profile.times:
        return field if field == Field.IGNORE else None
    return _text_field(field, column)


def _number_field(field: Field, column: Column) -> Field | None:
    profile = column.profile
    if not profile.is_number:
        return None
    if field == Field.TAX and "%" in column.name and _are_rates(column):
        return Field.TAX_RATE
    if field == Field.TAX_RATE and not _are_rates(column):
        return Field.TAX
    if field == Field.DISCOUNT and "%" in column.name:
        return Field.DISCOUNT_RATE
    if field == Field.REFUND_AMOUNT and _are_flags(profile) and profile.distinct > 1:
        return Field.REFUNDED_FLAG
    if field in COUNTS - {Field.QUANTITY} and profile.has_fractions:
        return None
    return field


def _are_rates(column: Column) -> bool:
    """Return whether the values are rates of tax; a rate in the name makes them amounts at that rate."""
    if any(letter.isdigit() for letter in column.name) or not column.profile.few:
        return False
    texts = pl.Series(column.profile.few, dtype=pl.String)
    values = parse_numbers(texts, decimal_comma=column.profile.decimal_comma).cast(pl.Float64)
    shares = values.drop_nulls().abs().to_list()
    # 0.19 is how a spreadsheet keeps 19 %.
    return all(one in _USUAL or round(one * 100, 4) in _USUAL for one in shares)


def _text_field(field: Field, column: Column) -> Field | None:
    profile = column.profile
    if field in (Field.KIND, Field.STATUS) and (_are_flags(profile) or profile.is_number):
        return None
    if profile.is_number and profile.has_fractions and field != Field.IGNORE:
        return None
    if field in _REFERENCES and profile.distinct > 1 and _are_flags(profile):
        return None
    if field in MARKS or field == Field.CURRENCY:
        return field if 0 < len(profile.few) <= MOST_MARKS else None
    if field == Field.DOCUMENT and profile.is_number and profile.has_fractions:
        return None
    if field == Field.PRODUCT and profile.is_number and profile.letters < 0.5:
        return None
    return field


def _doubt(field: Field, column: Column) -> float:
    """Return what speaks against a meaning that the name allows."""
    profile = column.profile
    if field == Field.PRODUCT_CODE and profile.letters > 0.9:
        # It names goods rather than numbering them.
        return 0.03
    if (
        field == Field.PRODUCT
        and profile.filled > MANY_ROWS
        and profile.distinct > profile.filled * 0.6
    ):
        # Goods are sold again and again; people and orders are not.
        return 0.5
    return 0.0


def _are_flags(profile: Profile) -> bool:
    """Return whether a column says yes or no: that names no kind. A title in its first cell is neither."""
    others = [text for text in profile.few if not _is_flag(text)]
    if not profile.few or not others:
        return bool(profile.few)
    return len(others) == 1 and len(profile.few) == 3 and not any(map(str.isdecimal, others))


def _is_flag(text: str) -> bool:
    return bool({"yes", "no"} & set(cell_kinds(text))) or text.strip() in ("0", "1", "0.0", "1.0")


def _by_values(column: Column) -> list[tuple[Field, float]]:
    profile = column.profile
    found: list[tuple[Field, float]] = []
    if profile.is_moment:
        found.append((Field.OCCURRED_AT if profile.has_clock else Field.DATE, 0.4))
    elif profile.times and any(":" in one or "h" in one for one in profile.times):
        found.append((Field.TIME, 0.4))
    elif not profile.is_number and share_of_words(profile, "payment_methods") >= 0.6:
        found.append((Field.PAYMENT_METHOD, 0.45))
    if profile.serial and not profile.is_moment:
        # Only where no other column says the day.
        found.append((Field.OCCURRED_AT, 0.12))
    marks = _marks(profile)
    if marks:
        says_what_it_is = max(column.says(field) for field in MARKS)
        found.append((Field.KIND, marks if not says_what_it_is else marks * 0.5))
        # A second column that says what rows are must not be lost.
        found.append((Field.STATUS, marks * 0.8))
    if not profile.is_number and _are_currencies(profile):
        found.append((Field.CURRENCY, 0.6))
    return found


def _marks(profile: Profile) -> float:
    """Return how surely a column's texts say what a row is: those of sales, refunds, payouts and so on."""
    if not 1 < len(profile.few) <= MOST_MARKS or profile.is_number:
        return 0.0
    kinds = [cell_kinds(text) for text in profile.few]
    known = sum(bool(set(one) & _KNOWN) for one in kinds) / len(kinds)
    telling = sum(bool(set(one[:1]) & _TELLING) for one in kinds)
    if known == 1:
        telling += sum(bool(set(one[:1]) & _MOVES) for one in kinds)
    return 1.02 if telling and known >= 0.6 else 0.0


def _are_currencies(profile: Profile) -> bool:
    return bool(profile.few) and all(
        len(text.strip()) == 3 and text.strip().isascii() and text.strip().isalpha()
        and text.strip().upper() in CURRENCIES
        for text in profile.few
    )  # fmt: skip


def _by_sums(column: Column, ledger: Ledger) -> list[tuple[Field, float, str]]:
    """Return meanings that follow from what adds up or multiplies, for names that nobody knows."""
    found: list[tuple[Field, float, str]] = []
    if column.cell not in ledger.columns:
        return found
    known = {one.field for one in column.matches if one.score >= 0.6}
    for one in ledger.products:
        score = 0.42 if not known else 0.2
        reason = _("quantity × price gives the amount in %(share)s of the lines") % {
            "share": percent(one.share)
        }
        if column.cell == one.quantity:
            found.append((Field.QUANTITY, score, reason))
        elif column.cell == one.price:
            found.append((Field.UNIT_PRICE, score, reason))
        elif column.cell == one.amount:
            found.append((Field.LINE_AMOUNT, score, reason))
    if not known and column.profile.is_number and column.profile.has_fractions:
        found.append((Field.AMOUNT, 0.25, describe(column.profile)))
    if not known:
        for total in ledger.sums:
            found.extend(_by_one_sum(column.cell, total, ledger))
    return found


def _by_one_sum(cell: str, total: Sum, ledger: Ledger) -> list[tuple[Field, float, str]]:
    """Return what a column is in whole = part + term, where the term behaves like a tax or a fee."""
    if len(total.terms) != 1 or cell not in (total.whole, total.part, total.terms[0][0]):
        return []
    term, sign = total.terms[0]
    whole, part = (total.whole, total.part) if sign > 0 else (total.part, total.whole)
    values = ledger.filled(term)
    fit = fit_rates(values, ledger.filled(part))
    if fit.rows >= FEWEST_TAXED and fit.on_top >= 0.95:
        meanings = {whole: Field.WITH_TAX, part: Field.WITHOUT_TAX, term: Field.TAX}
    elif (np.abs(values) > 0).mean() > 0.6 and _is_small(values, ledger.filled(whole)):
        meanings = {whole: Field.AMOUNT, part: Field.AFTER_FEE, term: Field.FEE}
    else:
        return []
    if cell not in meanings:
        return []
    return [
        (meanings[cell], 0.4, _("the amounts add up so in %s of the lines") % percent(total.share))
    ]


def _is_small(values: Numbers, beside: Numbers) -> bool:
    known = np.abs(beside) > 1
    return bool(known.any() and np.median(np.abs(values[known]) / np.abs(beside[known])) < 0.05)


def describe(profile: Profile) -> str:
    """Return what a column's values are like, in words."""
    if profile.is_moment or profile.times:
        return _("every value fits, such as %(example)s") % {"example": profile.example}
    if profile.is_number:
        kind = _("amounts") if profile.has_fractions else _("whole numbers")
        if profile.has_negatives:
            return _("%(kind)s, some of them negative") % {"kind": kind}
        return kind
    return _("%(count)s different texts, such as “%(example)s”") % {
        "count": profile.distinct,
        "example": profile.example,
    }


def percent(share: float) -> str:
    """Return a share in words, never rounded up to all of it."""
    return "100 %" if share == 1 else f"{min(share * 100, 99.9):.1f} %"
