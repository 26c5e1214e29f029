"""Finds out what the words in columns of states and kinds say of their rows; asks about those nobody can tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.shares import mean_of
from connectors.uploads.cells.vocabulary import cell_kinds, fold
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import Mark, Question, RowMeaning
from connectors.uploads.understanding.goods import no_goods
from connectors.uploads.understanding.meanings import Meanings

# The parts of a row's words that mean the same whatever the amounts are.
_PLAIN = {
    "sale": RowMeaning.SALE,
    "payment": RowMeaning.SALE,
    "item": RowMeaning.SALE,
    "receipt": RowMeaning.SALE,
    "void": RowMeaning.VOID,
    "payout": RowMeaning.PAYOUT,
    "purchase": RowMeaning.PURCHASE,
    "fee": RowMeaning.FEE,
    "tip": RowMeaning.TIP,
    "discount": RowMeaning.DISCOUNT,
    "rounding": RowMeaning.DISCOUNT,
    "dispute": RowMeaning.DISPUTE,
    "cash_in": RowMeaning.CASH_IN,
    "cash_out": RowMeaning.CASH_OUT,
    "shipping": RowMeaning.SALE,
    "deposit": RowMeaning.SALE,
    "voucher": RowMeaning.SALE,
}
_WENT_BACK = ("refund", "reversed", "partly_refunded", "pending")
NEARLY_ALL = 0.95
# The name of the column of refunds among the rows by which marks are judged.
REFUNDS = f"amount {Field.REFUND_AMOUNT}"
MOST_ASKED = 6
FLAGS = (Field.VOIDED, Field.REFUNDED_FLAG)


@dataclass(frozen=True)
class Word:
    """A word of a column of marks and the rows that bear it."""

    text: str
    rows: int
    negative: float
    positive: float
    # The share of its receipts that other rows sell.
    resold: float
    # The share of its rows for which a column of refunds says that something went back.
    refunded: float
    # The share of its amounts that another row of that day has as well.
    matched: float


@dataclass
class Marks:
    """What was found: marks, questions, and columns that turned out to say nothing of their rows."""

    marks: list[Mark] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MarkedRows:
    """The rows by which marks are judged: `amount` is what was paid, `document` the receipt."""

    frame: pl.DataFrame
    has_refund_column: bool
    # An invoice that waits to be paid is a sale; a payment that waits is none.
    are_invoices: bool
    # Whether rows bear tax: payouts and fees would not.
    is_taxed: bool
    answers: Mapping[str, str]
    # Columns in a language that nobody knows: asked about, never dropped.
    strangers: set[str] = field(default_factory=set)


def read_marks(
    meanings: Meanings,
    rows: MarkedRows,
    said: Mapping[str, Mapping[str, str]],
    texts: Mapping[str, list[str]],
) -> Marks:
    """Return what the words of all columns of marks mean.

    said: what the merchant said of words, by column name. texts: all different texts of each such column, by cell.
    """
    found = Marks()
    for wanted in (Field.KIND, Field.STATUS, Field.VOIDED, Field.REFUNDED_FLAG):
        cell = meanings.cell(wanted)
        if cell is None:
            continue
        column = meanings.column(cell)
        if wanted == Field.VOIDED and column.profile.is_moment:
            found.marks.append(Mark(cell, column.name, (), RowMeaning.VOID))
            continue
        words = _words(cell, rows, texts[cell])
        own = {fold(word): RowMeaning(one) for word, one in said.get(column.name, {}).items()}
        known = {word.text: _meaning(word, words, wanted, rows) for word in words} | own
        if cell not in rows.strangers and _says_nothing(wanted, words, known, column.says(wanted)):
            found.dropped.append(cell)
            continue
        open_ = [word for word in words if known[word.text] is None]
        found.questions.extend(_ask(wanted, column.name, open_, words, rows))
        likely = {word.text: _likely(word, wanted, column.name, rows.answers) for word in open_}
        found.marks.append(
            Mark(
                cell,
                column.name,
                tuple((text, one) for text, one in {**known, **likely}.items() if one is not None),
            )
        )
    goods = no_goods(meanings, rows.frame, said)
    return replace(found, marks=[*found.marks, *goods])


def _words(cell: str, rows: MarkedRows, texts: list[str]) -> list[Word]:
    marked = rows.frame.with_columns(
        pl.col(cell)
        .replace_strict({text: fold(text) for text in texts}, default=None)
        .alias("word")
    )
    sold = marked.filter(pl.col("amount") > 0).group_by("document").agg(pl.col("word").unique())
    sellers = {doc: set(words) for doc, words in sold.iter_rows()}
    found = []
    for text in sorted({fold(one) for one in texts}):
        own = marked.filter(pl.col("word") == text)
        documents = own["document"].drop_nulls().unique().to_list()
        resold = sum(bool(sellers.get(one, set()) - {text}) for one in documents)
        found.append(
            Word(
                text,
                own.height,
                mean_of(own["amount"] < 0),
                mean_of(own["amount"] > 0),
                resold / max(len(documents), 1),
                mean_of(own[REFUNDS].fill_null(0) != 0) if REFUNDS in own.columns else 0.0,
                _matched(own, marked.filter(pl.col("word") != text)),
            )
        )
    return found


def _matched(own: pl.DataFrame, others: pl.DataFrame) -> float:
    if "day" not in own.columns or not own.height:
        return 0.0
    keys = ["day", pl.col("amount").abs().round(2).alias("size")]
    found = own.select(keys).join(others.select(keys).unique(), on=["day", "size"], how="semi")
    return found.height / own.height


def _meaning(word: Word, words: list[Word], column: Field, rows: MarkedRows) -> RowMeaning | None:
    """Return what a word says, None where nobody can tell."""
    kinds = cell_kinds(word.text)
    if not word.text:
        return RowMeaning.SALE
    if column in FLAGS:
        return _flag(word, kinds, column, rows)
    for kind in kinds:
        if kind in _PLAIN or kind in _WENT_BACK:
            return _by_kind(kind, word, words, column, rows)
    if not word.positive and not word.negative:
        # Nothing that they say counts.
        return RowMeaning.VOID
    if column == Field.KIND and word.negative > NEARLY_ALL and rows.is_taxed:
        # What takes money away and bears tax is a sale taken back, by whatever name.
        return RowMeaning.REFUND
    return None


def _by_kind(
    kind: str, word: Word, words: list[Word], column: Field, rows: MarkedRows
) -> RowMeaning | None:
    is_negative = word.negative > NEARLY_ALL
    if kind in ("sale", "payment") and is_negative and _has_refunds(words):
        # Where refunds have a word of their own, a payment that takes money away is the merchant's own.
        return RowMeaning.PURCHASE
    if kind in ("shipping", "deposit", "voucher") and is_negative:
        # Taken off the shop's account beside its fees, it is one of them.
        return RowMeaning.FEE
    if kind in _PLAIN:
        return _PLAIN[kind]
    return _back(kind, word, words, column, rows)


def _has_refunds(words: list[Word]) -> bool:
    return any("refund" in cell_kinds(word.text)[:1] for word in words)


def _flag(word: Word, kinds: tuple[str, ...], column: Field, rows: MarkedRows) -> RowMeaning | None:
    if "no" in kinds or word.text in ("0", "false", ""):
        return RowMeaning.SALE
    says_so = bool({"yes", "void", "reversed", "refund"} & set(kinds)) or word.text in (
        "1",
        "true",
        "x",
    )
    if not says_so and not word.positive and not word.negative:
        # A line below the table: nothing that it says counts.
        return RowMeaning.VOID
    if not says_so:
        return RowMeaning.SALE if "sale" in kinds else None
    if column == Field.REFUNDED_FLAG:
        return _back("refund", word, [word], Field.REFUNDED_FLAG, rows)
    return RowMeaning.REFUND if word.negative > NEARLY_ALL else RowMeaning.VOID


def _pending(words: list[Word], rows: MarkedRows) -> RowMeaning | None:
    if rows.are_invoices:
        return RowMeaning.SALE
    is_settled_elsewhere = any("sale" in cell_kinds(one.text)[:1] for one in words)
    return RowMeaning.VOID if is_settled_elsewhere else None


def _back(
    kind: str, word: Word, words: list[Word], column: Field, rows: MarkedRows
) -> RowMeaning | None:
    """Return what a word of money going back says; a state may be told of a sale that still counts."""
    if kind == "pending":
        return _pending(words, rows)
    if kind == "reversed" and word.negative > NEARLY_ALL and word.resold > 0.5:
        # Under the number of a sale: is it given back, or did it never happen? Both are common.
        return None
    if word.negative > NEARLY_ALL:
        return RowMeaning.REFUND
    if rows.has_refund_column and word.refunded > 0.5:
        # The column of refunds says how much; the row itself is the sale.
        return RowMeaning.SALE
    if kind == "reversed":
        if word.positive <= NEARLY_ALL:
            return None
        # A reversal that stands beside the sale it takes back takes both away; a sale so marked is just cancelled.
        return None if column == Field.KIND and word.matched > 0.5 else RowMeaning.VOID
    if rows.has_refund_column and column != Field.REFUNDED_FLAG:
        return RowMeaning.SALE
    if kind == "partly_refunded":
        return RowMeaning.SALE if word.resold > 0.5 else None
    return RowMeaning.REFUND if column == Field.KIND or word.resold > 0.5 else None


def _says_nothing(
    column: Field, words: list[Word], known: Mapping[str, RowMeaning | None], says: float
) -> bool:
    """Return whether a column that is called a type or state holds words of another matter altogether."""
    told = [known[word.text] for word in words if word.text]
    if not any(told) and not any(cell_kinds(word.text) for word in words if word.text):
        # The kind of a thing, not of a row; a state that nobody can read is asked about.
        return column == Field.KIND or says < 0.8 or len(words) > MOST_ASKED or len(words) == 1
    return False


def _ask(
    column: Field, name: str, words: list[Word], everything: list[Word], rows: MarkedRows
) -> list[Question]:
    found = []
    majority = max((word.rows for word in words), default=0)
    total = max(sum(word.rows for word in everything), 1)
    for word in words[:MOST_ASKED]:
        if word.rows == majority and word.rows > total * 0.5 and word.positive > 0.9:
            # Most of what a shop writes down is sales, whatever it calls them.
            continue
        key = f"mark:{name}:{word.text}"
        if key in rows.answers:
            continue
        text = _("“%(word)s” in “%(name)s” (%(rows)s lines): what are these?") % {
            "word": word.text,
            "name": name,
            "rows": word.rows,
        }
        choices: list[tuple[str, str]] = [
            (RowMeaning.SALE.value, _("Sales")),
            (RowMeaning.VOID.value, _("No sales, leave them out")),
            (RowMeaning.REFUND.value, _("Refunds")),
        ]
        is_negative = word.negative > NEARLY_ALL
        if is_negative and "reversed" not in cell_kinds(word.text):
            choices = [
                (RowMeaning.REFUND.value, _("Refunds")),
                (RowMeaning.FEE.value, _("Fees and other costs")),
                (RowMeaning.VOID.value, _("No sales, leave them out")),
            ]
        elif is_negative and word.resold > 0.5:
            choices = [
                (RowMeaning.REFUND.value, _("Refunds: the sale counts, and so does this")),
                (RowMeaning.REVERSAL.value, _("Cancelled: neither the sale nor this counts")),
            ]
        elif column in (Field.STATUS, Field.REFUNDED_FLAG) and word.positive > 0.5:
            choices.append((RowMeaning.SALE_AND_REFUND.value, _("Sales that were paid back")))
        likely = _likely(word, column, name, rows.answers).value
        choices.sort(key=lambda choice: choice[0] != likely)
        found.append(Question(key, text, tuple(choices)))
    return found


def _likely(word: Word, column: Field, name: str, answers: Mapping[str, str]) -> RowMeaning:
    """Return what a word that was asked about says: as answered, else what is likeliest."""
    answer = answers.get(f"mark:{name}:{word.text}")
    if answer in set(RowMeaning):
        return RowMeaning(answer)
    kinds = cell_kinds(word.text)
    if column == Field.REFUNDED_FLAG:
        return RowMeaning.SALE_AND_REFUND
    if {"refund", "partly_refunded"} & set(kinds) and column == Field.STATUS:
        return RowMeaning.SALE_AND_REFUND if "refund" in kinds else RowMeaning.SALE
    if word.negative > NEARLY_ALL:
        return RowMeaning.REFUND
    if "reversed" in kinds:
        return RowMeaning.VOID
    return RowMeaning.SALE
