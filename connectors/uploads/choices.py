"""The readings between which a question lets the merchant choose."""

from dataclasses import replace

from django.utils.translation import gettext as _

from connectors.uploads.fields import Field
from connectors.uploads.grain import WholeColumn
from connectors.uploads.profile import profile
from connectors.uploads.reading import Question, Reading

# Without an answer to these there is nothing to load.
NEEDS_A_COLUMN = frozenset({"no_day", "no_amount"})


def choose(reading: Reading, question: str, choice: str, whole: WholeColumn) -> Reading:
    """Return the reading with a question answered; an unknown answer only closes the question."""
    if question == "day_order":
        return _with_order(reading, choice, whole).answered(question)
    if question == "line_amount":
        left_out = {Field.AMOUNT, Field.LINE_AMOUNT} if choice == "product" else {Field.UNIT_PRICE}
        columns = (
            replace(one, field=Field.IGNORE, reason=_("as you said"))
            if one.field in left_out
            else one
            for one in reading.columns
        )
        return reading.with_columns(columns).answered(question)
    return reading.answered(question)


def _with_order(reading: Reading, order: str, whole: WholeColumn) -> Reading:
    columns = []
    for column in reading.columns:
        if column.field in (Field.DATE, Field.OCCURRED_AT):
            formats = profile(whole(column.cell)).moments.get(order, column.formats)
            column = replace(column, formats=formats, reason=_("as you said"))
        columns.append(column)
    return reading.with_columns(columns)


def variants(
    reading: Reading, question: Question, whole: WholeColumn
) -> list[tuple[str, str, Reading]]:
    """Return each choice of a question: its key, its words and the reading that it leads to."""
    return [
        (key, label, choose(reading, question.key, key, whole).answered())
        for key, label in question.choices
    ]
