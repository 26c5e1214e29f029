"""A reading: what each column means and what a row is; made by Edge, corrected by the merchant."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from connectors.models import Upload
from connectors.uploads.fields import MANY, Field


class Grain(StrEnum):
    """What one row of the file is."""

    LINE = "line"
    RECEIPT = "receipt"
    DAY = "day"


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


@dataclass(frozen=True)
class Question:
    """What Edge cannot decide from the file: each choice is a whole reading, told apart by `label`."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """How a file's rows become facts."""

    columns: tuple[ColumnReading, ...]
    grain: Grain
    grain_reason: str = ""
    # An amount that repeats on each line of a receipt counts once.
    amount_per_receipt: bool = False
    questions: tuple[Question, ...] = field(default=())

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left to ask."""
        return not self.questions

    def column(self, wanted: Field) -> ColumnReading | None:
        """Return the column with that meaning, if the file has one."""
        return next((column for column in self.columns if column.field == wanted), None)

    def has(self, *wanted: Field) -> bool:
        """Return whether the file has a column for each of these meanings."""
        return all(self.column(one) is not None for one in wanted)

    @property
    def has_lines(self) -> bool:
        """Whether the rows are lines whose amounts make up the receipts."""
        return self.grain == Grain.LINE and not self.amount_per_receipt

    @property
    def attributes(self) -> list[ColumnReading]:
        """The columns that are the merchant's own features of an item."""
        return [column for column in self.columns if column.field == Field.ATTRIBUTE]

    @property
    def feed_key(self) -> str:
        """The key of the feed that all files of this layout share."""
        names = "\x1f".join(sorted(column.name for column in self.columns))
        return hashlib.sha256(names.encode()).hexdigest()[:40]

    def corrected(self, meanings: Mapping[str, Field]) -> Self:
        """Return the reading with other meanings for some columns, by name; a meaning is taken from whoever had it."""
        taken = {meaning for meaning in meanings.values() if meaning not in MANY}
        columns = tuple(
            replace(column, field=meanings[column.name])
            if column.name in meanings
            else replace(column, field=Field.IGNORE)
            if column.field in taken
            else column
            for column in self.columns
        )
        return replace(self, columns=columns)

    def with_columns(self, columns: Iterable[ColumnReading]) -> Self:
        """Return the reading with other columns."""
        return replace(self, columns=tuple(columns))

    def answered(self, key: str = "") -> Self:
        """Return the reading without the question of that key, or without any."""
        left = tuple(one for one in self.questions if key and one.key != key)
        return replace(self, questions=left)

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
        questions = tuple(
            Question(one["key"], one["text"], tuple((key, label) for key, label in one["choices"]))
            for one in data["questions"]
        )
        return cls(
            columns=columns,
            grain=Grain(data["grain"]),
            grain_reason=data["grain_reason"],
            amount_per_receipt=data["amount_per_receipt"],
            questions=questions,
        )


def read_back(upload: Upload) -> Reading:
    """Return the reading that is kept with an upload; raises ValueError for one that nobody has read yet."""
    if upload.reading is None:
        raise ValueError(f"upload {upload.public_id} has not been read")
    return Reading.from_json(upload.reading)
