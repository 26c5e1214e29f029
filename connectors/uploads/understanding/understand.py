"""Understands a file: what its columns mean, what a row is, what was paid; and asks where two readings fit equally."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.fields import GOODS, MONEY, Field, label
from connectors.uploads.profile import Profile, decimal_mark, profile
from connectors.uploads.reading import ColumnReading, Evidence, Grain, Mark, Paid, Question, Reading, RowMeaning, Said
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.dates import settle_day_order
from connectors.uploads.understanding.layout import Layout, choose_document, decide_layout
from connectors.uploads.understanding.ledger import Ledger
from connectors.uploads.understanding.marks import MarkedRows, Marks, read_marks
from connectors.uploads.understanding.meanings import Meanings, choose_meanings, families
from connectors.uploads.understanding.paid import INFERRED, LIST_TOTAL, Amounts, Solution, solve
from connectors.uploads.understanding.prices import settle_prices, usual_totals
from connectors.uploads.understanding.rows import AMOUNT, Repeats, find_repeats
from connectors.uploads.understanding.strangers import mark_strangers
from connectors.uploads.understanding.units import cents_of, minor_question
from connectors.uploads.values import parse_numbers
from connectors.uploads.vocabulary import cell_kinds, fold, plain

WholeColumn = Callable[[str], pl.Series]
_INVOICES = frozenset(
    "invoice rechnung rechnungsnummer rechnungsnr factura facture fattura faktura factuur fatura lasku".split()
)
# One missing amount is a mistake to be told of; one in twenty rows are rows of another kind.
GAPS = 0.05
FEWEST_GAPS = 3
_UTC = frozenset({"utc", "gmt", "zulu"})


@dataclass
class Look:
    """A file's columns looked at once, for as many readings as are asked of it."""

    sample: pl.DataFrame
    names: tuple[str, ...]
    # Gives the texts of a column over all rows, in the file's order; a sample leaves some things open.
    whole: WholeColumn
    # How many decimal places the merchant's currency has.
    places: int = 2
    _wholes: dict[str, pl.Series] = field(default_factory=dict)

    def all_of(self, cell: str) -> pl.Series:
        """Return one column of all rows."""
        if cell not in self._wholes:
            self._wholes[cell] = self.whole(cell)
        return self._wholes[cell]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns with what their values are like."""
        cells = [f"c{at}" for at in range(len(self.names))]
        marks = [decimal_mark(self.sample[cell].drop_nulls()) for cell in cells]
        sure = [comma for comma, is_sure in marks if is_sure]
        consensus = sum(sure) * 2 > len(sure) if sure else None
        found = []
        for cell, name in zip(cells, self.names, strict=True):
            looked = profile(self.sample[cell], decimal_comma=self._mark(cell, consensus))
            if len(looked.moments) > 1:
                looked = replace(looked, moments=profile(self.all_of(cell)).moments)
            found.append(Column(cell, name, looked))
        return found

    def _mark(self, cell: str, consensus: bool | None) -> bool | None:
        """Return whether a comma parts the cents where the column itself does not tell."""
        if consensus is None and self.places == 3:
            # Three digits after the mark are the fraction that such a currency has.
            return bool(self.sample[cell].str.contains(r",\d{3}\D*$").any())
        return consensus

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """Columns that are parts of one amount, by the first of them."""
        return families(self.columns)

    @cached_property
    def ledger(self) -> Ledger:
        """The numbers of the sample; of a family the sum."""
        numbers = {
            one.cell: one.profile.decimal_comma
            for one in self.columns
            if one.profile.is_number and not one.profile.is_moment
        }
        ledger = Ledger.of(self.sample, numbers)
        for first, several in self.families.items():
            parts = [ledger.columns.pop(cell) for cell in several if cell in ledger.columns]
            if parts:
                ledger.columns[first] = _total(parts)
        return ledger


def _total(parts: list[Any]) -> Any:
    known = np.any([np.isfinite(one) for one in parts], axis=0)
    return np.where(known, np.sum([np.nan_to_num(one) for one in parts], axis=0), np.nan)


@dataclass(frozen=True)
class Shop:
    """What of a merchant bears on how their files read."""

    currency: str
    country: str


def understand(look: Look, shop: Shop, said: Said) -> Reading:
    """Return how a file reads, with the questions that it leaves open. said: what the merchant said of it."""
    meanings = choose_meanings(look.columns, look.ledger, said.columns)
    settle_prices(meanings, look.sample)
    choose_document(meanings, look.sample)
    strangers = mark_strangers(meanings, look.sample)
    layout = decide_layout(meanings, look.sample, said.grain)
    solution = _solve(look, shop, said, meanings, layout)
    reading = Reading(
        columns=(),
        grain=layout.grain,
        grain_reason=layout.reason,
        per_receipt=tuple(sorted(layout.per_receipt)),
        filled_down=layout.filled_down,
        said=said,
    )
    questions = _missing(meanings, solution)
    marks, repeats = Marks(), Repeats((), ())
    if solution is not None:
        rows = _rows(look, meanings, layout, solution.paid)
        repeats = find_repeats(meanings, rows)
        again = _solve(look, shop, said, meanings, layout, repeats)
        if again is not None:
            solution = again
            rows = _rows(look, meanings, layout, solution.paid)
            repeats = find_repeats(meanings, rows)
        marks = _marks(look, meanings, rows, said, strangers)
        reading = replace(
            reading,
            paid=solution.paid,
            empty_is_nothing=_has_many_gaps(look.sample, meanings, solution.paid),
            evidence=(*_product_evidence(look.ledger, meanings), *solution.evidence),
        )
        questions += _open(solution, meanings, said)
        questions += marks.questions
        questions += _other_side(look, meanings, solution.paid, said, repeats)
        questions += minor_question(look.ledger, meanings, shop.currency, said.answers)
    for cell in marks.dropped:
        meanings.set(cell, Field.ATTRIBUTE, _("it says nothing of what a row is"))
    columns, more = _columns(look, meanings, shop, said)
    return replace(
        reading,
        columns=columns,
        marks=tuple(_with_repeats(marks, repeats, meanings)),
        repeats_if_empty=repeats.if_empty,
        questions=tuple(more + questions),
    )


def _solve(
    look: Look,
    shop: Shop,
    said: Said,
    meanings: Meanings,
    layout: Layout,
    repeats: Repeats | None = None,
) -> Solution | None:
    if repeats is not None and not (repeats.words or repeats.if_empty):
        return None
    cells = {
        one.field: cell
        for cell, one in meanings.chosen.items()
        if one.field in MONEY and cell in look.ledger.columns
    }
    live = _live_rows(look, meanings, repeats)
    ledger = Ledger({cell: np.where(live, one, np.nan) for cell, one in look.ledger.columns.items()})
    quantity, price = meanings.cell(Field.QUANTITY), meanings.cell(Field.UNIT_PRICE)
    is_line = layout.grain == Grain.LINE
    if quantity in ledger.columns and price in ledger.columns:
        ledger.columns[LIST_TOTAL] = ledger.columns[quantity] * ledger.columns[price]
    elif is_line and price is None:
        _add_usual_totals(ledger, meanings, look.sample, cells)
    document = meanings.cell(Field.DOCUMENT)
    product = meanings.cell(Field.PRODUCT) or meanings.cell(Field.PRODUCT_CODE)
    named = _named_rows(ledger, look.sample[product]) if is_line and product is not None else None
    if named is not None and not layout.per_receipt:
        ledger = Ledger({cell: values[named] for cell, values in ledger.columns.items()})
    if layout.per_receipt and document is not None:
        once = {cells[one] for one in layout.per_receipt if one in cells}
        if named is not None:
            # Rows of receipts and payments hold sums of another kind.
            for cell in set(ledger.columns) - once:
                ledger.columns[cell] = np.where(named, ledger.columns[cell], np.nan)
        ledger = by_receipt(ledger, look.sample[document], once)
    amounts = Amounts(
        ledger,
        cells,
        shop.country,
        dict(said.answers),
        is_line,
        layout.per_receipt,
        _spare(meanings, ledger),
    )
    return solve(amounts)


def _live_rows(look: Look, meanings: Meanings, repeats: Repeats | None) -> Any:
    """Return which rows of the ledger nothing calls cancelled, failed or repeated: sums need not hold on those."""
    rows = len(next(iter(look.ledger.columns.values()), ()))
    live = np.ones(rows, dtype=bool)
    step = max(look.sample.height // max(rows, 1), 1)
    for wanted in (Field.KIND, Field.STATUS):
        cell = meanings.cell(wanted)
        if cell is None:
            continue
        texts = look.sample[cell].gather_every(step).head(rows)
        gone = repeats.words if repeats is not None and wanted == Field.KIND else ()
        void = [
            one
            for one in texts.drop_nulls().unique()
            if "void" in cell_kinds(one)[:1] or fold(one) in gone
        ]
        live &= ~texts.is_in(void).fill_null(value=False).to_numpy()
    for cell in repeats.if_empty if repeats is not None else ():
        live &= look.sample[cell].gather_every(step).head(rows).is_not_null().to_numpy()
    return live


def _spare(meanings: Meanings, ledger: Ledger) -> dict[str, Field]:
    """Return amounts by name that were left without a meaning because another column has it."""
    found = {}
    for column in meanings.columns:
        is_free = meanings.chosen[column.cell].field in (Field.IGNORE, Field.ATTRIBUTE)
        goods = [one.field for one in column.matches if one.field in GOODS and one.score >= 0.9]
        if is_free and goods and column.cell in ledger.columns and column.name not in meanings.pinned:
            found[column.cell] = goods[0]
    return found


def _add_usual_totals(
    ledger: Ledger, meanings: Meanings, sample: pl.DataFrame, cells: dict[Field, str]
) -> None:
    """Give the ledger what lines would cost at the usual prices, to see whether a discount is taken off already."""
    amount = next((cells[one] for one in GOODS if one in cells), None)
    if amount is None:
        return
    totals = usual_totals(meanings, sample, amount)
    if totals is not None:
        rows = len(ledger.columns[amount])
        ledger.columns[INFERRED] = totals[:: max(len(totals) // rows, 1)][:rows]


def _has_many_gaps(sample: pl.DataFrame, meanings: Meanings, paid: Paid) -> bool:
    """Return whether the amount that counts is missing so often that its rows must be of another kind."""
    cell = meanings.cell(paid.base) if paid.base is not None else None
    empty = sample[cell].null_count() if cell is not None else 0
    return empty >= FEWEST_GAPS and empty > sample.height * GAPS


def _other_side(
    look: Look, meanings: Meanings, paid: Paid, said: Said, repeats: Repeats
) -> list[Question]:
    """Ask about a column that is filled just where the amount is not: a book's other side."""
    base = meanings.cell(paid.base) if paid.base is not None else None
    if base is None or meanings.cell(Field.MONEY_OUT) or not _has_many_gaps(look.sample, meanings, paid):
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
        is_other = meanings.chosen[column.cell].field in (Field.IGNORE, Field.ATTRIBUTE, Field.TENDER_CARD)
        if not is_money or not is_other or column.name in meanings.pinned:
            continue
        here = gaps[column.cell].is_not_null().sum()
        if here < FEWEST_GAPS or here < gaps.height * 0.5 or filled[column.cell].is_not_null().any():
            continue
        if said.answers.get("other_side"):
            chosen = Field.REFUND_AMOUNT if said.answers["other_side"] == "refund" else Field.MONEY_OUT
            meanings.set(column.cell, chosen, _("as you said"))
            return []
        text = _("“%(other)s” is filled where “%(name)s” is empty (%(rows)s lines). What are these?")
        told = {"other": column.name, "name": meanings.column(base).name, "rows": here}
        choices = (("out", _("Money that I spent")), ("refund", _("Refunds to customers")))
        return [Question("other_side", text % told, choices)]
    return []


def _named_rows(ledger: Ledger, product: pl.Series) -> Any:
    """Return which rows of the ledger name an item; None where all do, or hardly any."""
    rows = len(next(iter(ledger.columns.values())))
    step = max(len(product) // max(rows, 1), 1)
    named = product.gather_every(step).head(rows).is_not_null().to_numpy()
    return named if 0.2 < named.mean() < 1 else None


def by_receipt(ledger: Ledger, document: pl.Series, once: set[str]) -> Ledger:
    """Return the ledger by receipts: lines summed, amounts that stand once per receipt taken once."""
    rows = len(next(iter(ledger.columns.values())))
    step = max(len(document) // max(rows, 1), 1)
    numbers = document.forward_fill().gather_every(step).head(rows)
    frame = pl.DataFrame({"document": numbers} | dict(ledger.columns), nan_to_null=True)
    gathered = frame.group_by("document", maintain_order=True).agg(
        pl.col(cell).drop_nulls().first() if cell in once else pl.col(cell).sum()
        for cell in ledger.columns
    )
    return Ledger(
        {cell: gathered[cell].fill_null(float("nan")).to_numpy() for cell in ledger.columns}
    )


def _rows(look: Look, meanings: Meanings, layout: Layout, paid: Paid) -> pl.DataFrame:
    """Return the sample with `amount`, what each row says was paid, and `document`, its receipt."""
    sample = look.sample
    numbers = {
        one.field: parse_numbers(
            sample[cell], decimal_comma=meanings.column(cell).profile.decimal_comma
        ).cast(pl.Float64)
        for cell, one in meanings.chosen.items()
        if one.field in MONEY | {Field.QUANTITY}
    }
    if paid.base is None:
        amount = numbers[Field.QUANTITY] * numbers[Field.UNIT_PRICE]
    else:
        amount = numbers[paid.base]
    for term, sign in paid.terms:
        if term not in layout.per_receipt:
            amount = amount + numbers[term].fill_null(0) * sign
    document = meanings.cell(Field.DOCUMENT)
    numbered = (
        sample[document].forward_fill()
        if document is not None
        else pl.Series([str(at) for at in range(sample.height)])
    )
    day = meanings.cell(Field.DATE) or meanings.cell(Field.OCCURRED_AT)
    days = sample[day].str.slice(0, 10) if day is not None else pl.Series([""] * sample.height)
    others = [series.alias(f"{AMOUNT} {meaning}") for meaning, series in numbers.items()]
    return sample.with_columns(
        *others, amount.alias(AMOUNT), numbered.alias("document"), days.alias("day")
    )


def _marks(
    look: Look, meanings: Meanings, rows: pl.DataFrame, said: Said, strangers: set[str]
) -> Marks:
    refund = meanings.cell(Field.REFUND_AMOUNT)
    texts = {
        cell: look.all_of(cell).drop_nulls().unique().to_list()
        for wanted in (Field.KIND, Field.STATUS, Field.VOIDED, Field.REFUNDED_FLAG)
        if (cell := meanings.cell(wanted)) is not None
    }
    has_refunds = refund is not None and look.ledger.is_used(refund)
    document = meanings.cell(Field.DOCUMENT)
    name = set(plain(meanings.column(document).name).split()) if document is not None else set()
    tax = meanings.cell(Field.TAX)
    marked = MarkedRows(
        rows,
        has_refunds,
        are_invoices=bool(name & _INVOICES),
        is_taxed=tax in look.ledger.columns and look.ledger.is_used(tax),
        answers=said.answers,
        strangers=strangers,
    )
    return read_marks(meanings, marked, said.marks, texts)


def _with_repeats(marks: Marks, repeats: Repeats, meanings: Meanings) -> list[Mark]:
    kind = meanings.cell(Field.KIND)
    found = []
    for mark in marks.marks:
        if mark.cell == kind and repeats.words:
            words = dict(mark.words) | dict.fromkeys(repeats.words, RowMeaning.REPEATED)
            mark = replace(mark, words=tuple(words.items()))
        found.append(mark)
    return found


def _missing(meanings: Meanings, solution: Solution | None) -> list[Question]:
    found = []
    if meanings.cell(Field.DATE) is None and meanings.cell(Field.OCCURRED_AT) is None:
        found.append(Question("no_day", _("Which column says the day of a sale?")))
    if solution is None:
        found.append(Question("no_amount", _("Which column says how much was paid?")))
    return found


def _open(solution: Solution, meanings: Meanings, said: Said) -> list[Question]:
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
    if solution.rival is not None and "rival" not in said.answers:
        other = meanings.cell(solution.rival)
        if other is not None:
            text = _("“%(name)s” and “%(other)s” say different amounts. Which one was paid for the goods?")
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


def _product_evidence(ledger: Ledger, meanings: Meanings) -> list[Evidence]:
    quantity, price = meanings.cell(Field.QUANTITY), meanings.cell(Field.UNIT_PRICE)
    return [
        Evidence(
            _("quantity × price = %(name)s") % {"name": meanings.column(one.amount).name},
            round(one.share, 4),
            one.rows,
        )
        for one in ledger.products
        if {one.quantity, one.price} == {quantity, price}
        and meanings.chosen[one.amount].field in MONEY
    ]


def _columns(
    look: Look, meanings: Meanings, shop: Shop, said: Said
) -> tuple[tuple[ColumnReading, ...], list[Question]]:
    siblings = {
        cell: first for first, several in look.families.items() for cell in several if cell != first
    }
    cents = cents_of(look.ledger, meanings, shop.currency, said.answers)
    columns, questions = [], []
    for column in look.columns:
        chosen = meanings.chosen[siblings.get(column.cell, column.cell)]
        read = ColumnReading(
            cell=column.cell,
            name=column.name,
            field=chosen.field,
            reason=chosen.reason,
            formats=_formats(column.profile, chosen.field),
            decimal_comma=column.profile.decimal_comma,
            zone="UTC" if _UTC & set(plain(column.name).split()) else "",
            per_major=cents.get(column.cell, 1),
        )
        if chosen.field in (Field.DATE, Field.OCCURRED_AT):
            settled = settle_day_order(
                read, column.profile, look.all_of(column.cell), said.answers
            )
            read = settled.column
            questions += [settled.question] if settled.question else []
        columns.append(read)
    return tuple(columns), questions


def _formats(found: Profile, meaning: Field) -> tuple[str, ...]:
    if meaning == Field.TIME:
        return found.times
    return next(iter(found.moments.values()), ())

