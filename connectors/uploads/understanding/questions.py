"""The questions that a file leaves open about its columns and amounts."""

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.shares import mean_of
from connectors.uploads.cells.vocabulary import fold
from connectors.uploads.interpreting.fields import Field, label
from connectors.uploads.interpreting.reading import Paid, Question, Said
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.look import Look
from connectors.uploads.understanding.meanings import Meanings
from connectors.uploads.understanding.paid import Solution
from connectors.uploads.understanding.rows import Repeats

# One missing amount is a mistake to be told of; one in twenty rows are rows of another kind.
GAPS = 0.05
FEWEST_GAPS = 3


def missing_columns(meanings: Meanings, solution: Solution | None) -> list[Question]:
    found = []
    if meanings.cell(Field.DATE) is None and meanings.cell(Field.OCCURRED_AT) is None:
        found.append(Question("no_day", _("Which column says the day of a sale?")))
    if solution is None:
        found.append(Question("no_amount", _("Which column says how much was paid?")))
    return found


def open_amounts(solution: Solution, meanings: Meanings, said: Said) -> list[Question]:
    """Return the questions about what was paid that the file's sums do not settle."""
    base = label(solution.paid.base) if solution.paid.base else _("quantity × price")
    cell = meanings.cell(solution.paid.base) if solution.paid.base else None
    name = meanings.column(cell).name if cell is not None else base
    found = []
    for extra, is_likely_inside in solution.open:
        own = meanings.cell(extra)
        told = {"extra": meanings.column(own).name if own else label(extra), "name": name}
        text, inside, apart = _texts(extra)
        choices = (("inside", str(inside)), ("apart", str(apart)))
        # The likelier answer stands first.
        choices = choices if is_likely_inside else choices[::-1]
        found.append(Question(f"in_{extra.value}", str(text) % told, choices))
    if solution.asks_tax:
        text = _("The tax comes on top of “%(name)s”. Shall your sales count with it or without?")
        choices = (("with", _("With the tax")), ("without", _("Without the tax")))
        found.append(Question("tax_counts", text % {"name": name}, choices))
    if solution.rival is not None and "rival" not in said.answers:
        other = meanings.cell(solution.rival)
        if other is not None:
            text = _(
                "“%(name)s” and “%(other)s” say different amounts. Which one was paid for the goods?"
            )
            both = {"name": name, "other": meanings.column(other).name}
            base_key = solution.paid.base.value if solution.paid.base else "product"
            choices = ((base_key, name), (solution.rival.value, both["other"]))
            found.append(Question("rival", text % both, choices))
    return found


def _texts(extra: Field) -> tuple[str, str, str]:
    if extra in (Field.DISCOUNT, Field.VOUCHER, Field.FEE, Field.REFUND_AMOUNT):
        return (
            _("Is “%(extra)s” already taken off “%(name)s”?"),
            _("Yes, it is taken off"),
            _("No, it still comes off"),
        )
    return (
        _("Is “%(extra)s” already inside “%(name)s”?"),
        _("Yes, it is inside"),
        _("No, it comes on top"),
    )


def other_side(
    look: Look, meanings: Meanings, paid: Paid, said: Said, repeats: Repeats
) -> list[Question]:
    """Ask about a column that is filled just where the amount is not: a book's other side."""
    base = meanings.cell(paid.base) if paid.base is not None else None
    if (
        base is None
        or meanings.cell(Field.MONEY_OUT)
        or not has_many_gaps(look.sample, meanings, paid)
    ):
        return []
    gaps = look.sample.filter(pl.col(base).is_null())
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    for cell in {*repeats.if_empty, *([product] if product else [])}:
        gaps = gaps.filter(pl.col(cell).is_not_null())
    kind = meanings.cell(Field.KIND)
    if kind is not None and repeats.words:
        words = [one for one in gaps[kind].drop_nulls().unique() if fold(one) in repeats.words]
        gaps = gaps.filter(~pl.col(kind).is_in(words).fill_null(value=False))
    filled = look.sample.filter(pl.col(base).is_not_null())
    for column in meanings.columns:
        is_money = column.profile.is_number and column.profile.has_fractions
        is_other = meanings.chosen[column.cell].field in (
            Field.IGNORE,
            Field.ATTRIBUTE,
            Field.TENDER_CARD,
        )
        if not is_money or not is_other or column.name in meanings.pinned:
            continue
        here = gaps[column.cell].is_not_null().sum()
        if (
            here < FEWEST_GAPS
            or here < gaps.height * 0.5
            or filled[column.cell].is_not_null().any()
        ):
            continue
        if said.answers.get("other_side"):
            chosen = (
                Field.REFUND_AMOUNT if said.answers["other_side"] == "refund" else Field.MONEY_OUT
            )
            meanings.set(column.cell, chosen, _("as you said"))
            return []
        text = _(
            "“%(other)s” is filled where “%(name)s” is empty (%(rows)s lines). What are these?"
        )
        told = {"other": column.name, "name": meanings.column(base).name, "rows": here}
        choices = (("out", _("Money that I spent")), ("refund", _("Refunds to customers")))
        return [Question("other_side", text % told, choices)]
    return []


def has_many_gaps(sample: pl.DataFrame, meanings: Meanings, paid: Paid) -> bool:
    """Return whether the amount that counts is missing so often that its rows must be of another kind."""
    cell = meanings.cell(paid.base) if paid.base is not None else None
    empty = sample[cell].null_count() if cell is not None else 0
    return empty >= FEWEST_GAPS and empty > sample.height * GAPS


def parts_said(said: Said) -> dict[str, Field]:
    """Return the meanings of columns that the merchant gave as answers to questions."""
    found = {}
    for key, answer in said.answers.items():
        kind, _colon, name = key.partition(":")
        if kind == "part" and answer in set(Field):
            found[name] = Field(answer)
    if "which_day" in said.answers:
        found[said.answers["which_day"]] = Field.OCCURRED_AT
    return found


def unknown_part(look: Look, meanings: Meanings, paid: Paid, said: Said) -> list[Question]:
    """Ask about a column without a meaning that makes the difference between the amount and another one."""
    base = meanings.cell(paid.base) if paid.base is not None else None
    for total in look.ledger.sums:
        if len(total.terms) != 1 or base not in (total.whole, total.part):
            continue
        other = total.part if total.whole == base else total.whole
        cells = {other, total.terms[0][0]}
        free = [cell for cell in cells if _is_free(cell, meanings)]
        if len(free) != len(cells) or total.rows < FEWEST_GAPS:
            continue
        smaller = min(cells, key=lambda cell: float(abs(look.ledger.filled(cell)).sum()))
        name = meanings.column(smaller).name
        if f"part:{name}" in said.answers:
            continue
        text = _("“%(part)s” makes the difference between “%(name)s” and “%(other)s”. What is it?")
        told = {
            "part": name,
            "name": meanings.column(base).name if base else "",
            "other": meanings.column(next(iter(cells - {smaller}))).name,
        }
        choices = (
            (Field.IGNORE.value, _("Nothing of these, such as a means of payment")),
            (Field.REFUND_AMOUNT.value, _("Refunds")),
            (Field.DISCOUNT.value, _("Discounts")),
            (Field.TIP.value, _("Tips")),
            (Field.TAX.value, _("Tax")),
            (Field.FEE.value, _("Fees")),
        )
        return [Question(f"part:{name}", text % told, choices)]
    return []


def _is_free(cell: str, meanings: Meanings) -> bool:
    column = meanings.column(cell)
    is_left_out = meanings.chosen[cell].field in (Field.IGNORE, Field.ATTRIBUTE)
    return (
        is_left_out
        and column.name not in meanings.pinned
        and not any(one.score >= 0.8 for one in column.matches)
    )


def which_day(look: Look, meanings: Meanings) -> list[Question]:
    """Ask which day counts where two columns say different days by names of equal standing."""
    chosen = meanings.cell(Field.OCCURRED_AT) or meanings.cell(Field.DATE)
    if chosen is None or meanings.column(chosen).name in meanings.pinned:
        return []
    best = _says_day(meanings.column(chosen))
    for column in meanings.columns:
        profile = column.profile
        if column.cell == chosen or not profile.is_moment or profile.fill < 0.9:
            continue
        if column.says(Field.IGNORE) >= 0.8 or column.says(Field.VOIDED) >= 0.8:
            continue
        # Where neither name says the day of the sale, any other day may be it as well.
        if best >= 0.9 > _says_day(column):
            continue
        days = look.sample.select(
            pl.col(chosen).str.slice(0, 10).alias("one"),
            pl.col(column.cell).str.slice(0, 10).alias("other"),
        )
        if mean_of(days["one"] != days["other"]) < 0.2:
            continue
        names = (meanings.column(chosen).name, column.name)
        text = _("“%(one)s” and “%(other)s” say different days. Which one is the day of the sale?")
        choices = tuple((name, name) for name in names)
        return [Question("which_day", text % {"one": names[0], "other": names[1]}, choices)]
    return []


def _says_day(column: Column) -> float:
    return max(column.says(Field.DATE), column.says(Field.OCCURRED_AT))
