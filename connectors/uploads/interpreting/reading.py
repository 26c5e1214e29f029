"""A reading: what each column means, what a row is and what was paid; made by Edge, corrected by the merchant."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Self

from connectors.models import Upload
from connectors.uploads.interpreting.fields import MANY, Field
from edge.lib.texts import storable

MOST_SAID = 500
LONGEST_SAID = 500


class Grain(StrEnum):
    """What one row of the file is."""

    LINE = "line"
    RECEIPT = "receipt"
    DAY = "day"


class RowMeaning(StrEnum):
    """What a word in a column of marks says of its row."""

    SALE = "sale"
    REFUND = "refund"
    # It takes back a sale under the same number, and neither counts.
    REVERSAL = "reversal"
    # A sale that was given back as a whole: both count.
    SALE_AND_REFUND = "sale_and_refund"
    VOID = "void"
    PAYOUT = "payout"
    PURCHASE = "purchase"
    FEE = "fee"
    TIP = "tip"
    # Money off, or a rounding, on a row of its own: it belongs to the other rows of its receipt.
    DISCOUNT = "discount"
    DISPUTE = "dispute"
    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    # It says once more what other rows of its receipt say.
    REPEATED = "repeated"


@dataclass(frozen=True)
class ColumnReading:
    """What one column means, and why."""

    cell: str
    name: str
    field: Field
    # Why, in words, for the merchant.
    reason: str = ""
    # The strptime formats of dates, tried in this order.
    formats: tuple[str, ...] = ()
    decimal_comma: bool = False
    # The zone of moments without an offset, where the column's name says one; else they are the merchant's.
    zone: str = ""
    # How many of an amount's units make a major one: 100 where amounts are cents.
    per_major: int = 1


@dataclass(frozen=True)
class Paid:
    """How what was paid for goods follows from the columns: a base and amounts added to or taken off it."""

    # The column's meaning; None is quantity × price.
    base: Field | None
    terms: tuple[tuple[Field, int], ...] = ()


@dataclass(frozen=True)
class Mark:
    """What the words of one column say of their rows; a word that is not listed says nothing."""

    cell: str
    name: str
    words: tuple[tuple[str, RowMeaning], ...]
    # Whether anything at all in the cell means the same: the date of a cancellation.
    any_text: RowMeaning | None = None


@dataclass(frozen=True)
class Evidence:
    """A sum or product that the file keeps, in which share of how many rows."""

    text: str
    share: float
    rows: int


@dataclass(frozen=True)
class Question:
    """What Edge cannot decide from the file: each choice is a whole reading, told apart by `label`."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Said:
    """What the merchant said of a file: meanings by column name, meanings of words by column name, answers."""

    columns: Mapping[str, Field] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    grain: Grain | None = None

    def and_then(self, later: "Said") -> "Said":
        """Return what was said with what was said later; a meaning is taken from whoever had it before."""
        taken = {one for one in later.columns.values() if one not in MANY}
        kept = {name: one for name, one in self.columns.items() if one not in taken}
        marks = {**self.marks}
        for name, words in later.marks.items():
            marks[name] = {**marks.get(name, {}), **words}
        return Said(
            {**kept, **later.columns},
            marks,
            {**self.answers, **later.answers},
            later.grain or self.grain,
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Said":
        """Return what was said from plain values, without signs that cannot be stored.

        Raises ValueError for a meaning that does not exist.
        """
        grain = data.get("grain")
        return cls(
            {storable(name): Field(one) for name, one in data.get("columns", {}).items()},
            {
                storable(name): {
                    storable(word): RowMeaning(one).value for word, one in words.items()
                }
                for name, words in data.get("marks", {}).items()
            },
            {storable(key): storable(one) for key, one in data.get("answers", {}).items()},
            Grain(grain) if grain else None,
        )

    @classmethod
    def from_outside(cls, data: Mapping[str, Any]) -> "Said":
        """Return what somebody says now, as `from_json` does.

        Raises ValueError for more than `MOST_SAID` entries, or a text longer than `LONGEST_SAID`, as well. What is
        kept is not measured: a confirmed reading names all columns of its file.
        """
        columns, marks, answers = (data.get(one, {}) for one in ("columns", "marks", "answers"))
        words = [word for ones in marks.values() for word in ones]
        if max(len(columns), len(marks), len(answers), len(words)) > MOST_SAID:
            raise ValueError(f"more than {MOST_SAID} entries")
        texts = [*columns, *marks, *words, *answers, *answers.values()]
        if any(len(text) > LONGEST_SAID for text in texts):
            raise ValueError(f"a text of more than {LONGEST_SAID} signs")
        return cls.from_json(data)


@dataclass(frozen=True)
class Reading:
    """How a file's rows become facts."""

    columns: tuple[ColumnReading, ...]
    grain: Grain
    grain_reason: str = ""
    paid: Paid = field(default_factory=lambda: Paid(Field.AMOUNT))
    # Amounts that count once per receipt, on whichever of its rows they stand.
    per_receipt: tuple[Field, ...] = ()
    # Cells that the first row of a receipt fills for those below it.
    filled_down: tuple[str, ...] = ()
    # Rows in which this cell is empty say what others say: totals, the receipt above its items.
    repeats_if_empty: tuple[str, ...] = ()
    # Rows without the amount that counts are something else: what a cash book pays out, a comment.
    empty_is_nothing: bool = False
    marks: tuple[Mark, ...] = ()
    questions: tuple[Question, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    said: Said = field(default_factory=Said)

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions

    def column(self, wanted: Field) -> ColumnReading | None:
        """Return the first column with that meaning, if the file has one."""
        return next((column for column in self.columns if column.field == wanted), None)

    def columns_of(self, wanted: Field) -> list[ColumnReading]:
        """Return all columns with that meaning: amounts by rate of tax are parts of one."""
        return [column for column in self.columns if column.field == wanted]

    def has(self, *wanted: Field) -> bool:
        """Return whether the file has a column for each of these meanings."""
        return all(self.column(one) is not None for one in wanted)

    @property
    def amount_per_receipt(self) -> bool:
        """Whether the amount that counts stands once per receipt, not on each of its lines."""
        return self.paid.base is not None and self.paid.base in self.per_receipt

    @property
    def has_lines(self) -> bool:
        """Whether the rows are lines whose amounts make up the receipts."""
        return self.grain == Grain.LINE and not self.amount_per_receipt

    @property
    def attributes(self) -> list[ColumnReading]:
        """The columns that are the merchant's own features of an item."""
        return self.columns_of(Field.ATTRIBUTE)

    @property
    def feed_key(self) -> str:
        """The key of the feed that all files of this layout share."""
        names = "\x1f".join(sorted(column.name for column in self.columns))
        return hashlib.sha256(names.encode()).hexdigest()[:40]

    @property
    def essence(self) -> tuple[Any, ...]:
        """All that decides what becomes of rows: two readings of one file with the same one give the same facts."""
        columns = tuple(replace(column, reason="") for column in self.columns)
        bare = replace(self, columns=columns, grain_reason="", questions=(), evidence=())
        return tuple(getattr(bare, one.name) for one in fields(bare) if one.name != "said")

    def with_columns(self, columns: Iterable[ColumnReading]) -> Self:
        """Return the reading with other columns."""
        return replace(self, columns=tuple(columns))

    def answered(self, key: str = "") -> Self:
        """Return the reading without the question of that key, or without any."""
        left = tuple(one for one in self.questions if key and one.key != key)
        return replace(self, questions=left)

    def likeliest(self) -> Self:
        """Return the reading with each open question answered by its first, likeliest choice."""
        answers = {one.key: one.choices[0][0] for one in self.questions if one.choices}
        return replace(self, questions=(), said=self.said.and_then(Said(answers=answers)))

    def confirmed(self) -> Said:
        """Return all that this reading says as the merchant's own word, for the next file of its layout."""
        return Said(
            {column.name: column.field for column in self.columns},
            {mark.name: {word: one.value for word, one in mark.words} for mark in self.marks},
            # That lines of one file may be left unread says nothing of the next one.
            {key: one for key, one in self.said.answers.items() if key != "refused"},
            self.grain,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the reading as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the reading that `to_json` wrote."""
        columns = tuple(
            ColumnReading(
                **{**column, "field": Field(column["field"]), "formats": tuple(column["formats"])}
            )
            for column in data["columns"]
        )
        paid = data["paid"]
        return cls(
            columns=columns,
            grain=Grain(data["grain"]),
            grain_reason=data["grain_reason"],
            paid=Paid(
                Field(paid["base"]) if paid["base"] else None,
                tuple((Field(one), sign) for one, sign in paid["terms"]),
            ),
            per_receipt=tuple(Field(one) for one in data.get("per_receipt", ())),
            filled_down=tuple(data.get("filled_down", ())),
            repeats_if_empty=tuple(data.get("repeats_if_empty", ())),
            empty_is_nothing=data.get("empty_is_nothing", False),
            marks=tuple(_mark(one) for one in data.get("marks", ())),
            questions=tuple(
                Question(one["key"], one["text"], tuple((a, b) for a, b in one["choices"]))
                for one in data["questions"]
            ),
            evidence=tuple(Evidence(**one) for one in data.get("evidence", ())),
            said=Said.from_json(data.get("said", {})),
        )


def _mark(data: Mapping[str, Any]) -> Mark:
    return Mark(
        data["cell"],
        data["name"],
        tuple((word, RowMeaning(one)) for word, one in data["words"]),
        RowMeaning(data["any_text"]) if data["any_text"] else None,
    )


def read_back(upload: Upload) -> Reading:
    """Return the reading that is kept with an upload; raises ValueError for one that nobody has read yet."""
    if upload.reading is None:
        raise ValueError(f"upload {upload.public_id} has not been read")
    return Reading.from_json(upload.reading)
