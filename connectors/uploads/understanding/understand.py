"""Understands a file: what its columns mean, what a row is, what was paid; and asks where two readings fit equally."""

from dataclasses import replace

import polars as pl
from django.utils.translation import gettext as _

from connectors.uploads.cells.profile import Profile
from connectors.uploads.cells.values import parse_numbers
from connectors.uploads.cells.vocabulary import fold, is_named, plain
from connectors.uploads.interpreting.fields import MONEY, NUMBERS, RATES, Field
from connectors.uploads.interpreting.reading import (
    ColumnReading,
    Evidence,
    Mark,
    Paid,
    Question,
    Reading,
    RowMeaning,
    Said,
)
from connectors.uploads.understanding.dates import settle_day_order
from connectors.uploads.understanding.layout import Layout, choose_document, decide_layout
from connectors.uploads.understanding.ledger import Ledger
from connectors.uploads.understanding.look import Look, Shop
from connectors.uploads.understanding.marks import MarkedRows, Marks, read_marks
from connectors.uploads.understanding.meanings import Meanings, choose_meanings, tenders_as_amount
from connectors.uploads.understanding.months import settle_months
from connectors.uploads.understanding.prices import settle_prices
from connectors.uploads.understanding.questions import (
    has_many_gaps,
    missing_columns,
    open_amounts,
    other_side,
    parts_said,
    unknown_part,
    which_day,
)
from connectors.uploads.understanding.rows import AMOUNT, Repeats, find_repeats
from connectors.uploads.understanding.solving import solve_amounts
from connectors.uploads.understanding.strangers import mark_ledger, mark_strangers
from connectors.uploads.understanding.units import cents_of, minor_question

_UTC = frozenset({"utc", "gmt", "zulu"})


def understand(look: Look, shop: Shop, said: Said) -> Reading:
    """Return how a file reads, with the questions that it leaves open. said: what the merchant said of it."""
    meanings = choose_meanings(look.columns, look.ledger, {**said.columns, **parts_said(said)})
    tenders_as_amount(meanings)
    settle_prices(meanings, look.sample)
    choose_document(meanings, look.sample)
    meanings.refill()
    strangers = mark_strangers(meanings, look.sample)
    layout = decide_layout(meanings, look.sample, said.grain)
    solution = solve_amounts(look, shop, said, meanings, layout)
    reading = Reading(
        columns=(),
        grain=layout.grain,
        grain_reason=layout.reason,
        per_receipt=tuple(sorted(layout.per_receipt)),
        filled_down=layout.filled_down,
        said=said,
    )
    questions = missing_columns(meanings, solution) + which_day(look, meanings)
    marks, repeats = Marks(), Repeats((), ())
    if solution is not None:
        rows = _rows(look, meanings, layout, solution.paid)
        strangers |= mark_ledger(meanings, rows)
        repeats = find_repeats(meanings, rows)
        again = solve_amounts(look, shop, said, meanings, layout, repeats)
        if again is not None:
            solution = again
            rows = _rows(look, meanings, layout, solution.paid)
            repeats = find_repeats(meanings, rows)
        marks = _marks(look, meanings, rows, said, strangers)
        reading = replace(
            reading,
            paid=solution.paid,
            empty_is_nothing=has_many_gaps(look.sample, meanings, solution.paid),
            evidence=(*_product_evidence(look.ledger, meanings), *solution.evidence),
        )
        questions += open_amounts(solution, meanings, said)
        questions += marks.questions
        questions += other_side(look, meanings, solution.paid, said, repeats)
        questions += unknown_part(look, meanings, solution.paid, said)
        questions += minor_question(look.ledger, meanings, shop.currency, said.answers)
    for cell in marks.dropped:
        meanings.set(cell, Field.ATTRIBUTE, _("it says nothing of what a row is"))
    columns, more = _columns(look, meanings, shop, said)
    return replace(
        reading,
        columns=columns,
        marks=tuple(_with_repeats(marks, repeats, meanings, said)),
        repeats_if_empty=repeats.if_empty,
        questions=tuple(more + questions),
    )


def _rows(look: Look, meanings: Meanings, layout: Layout, paid: Paid) -> pl.DataFrame:
    """Return the sample with `amount`, what each row says was paid, and `document`, its receipt."""
    sample = look.sample
    numbers = {
        one.field: parse_numbers(
            sample[cell], decimal_comma=meanings.column(cell).profile.decimal_comma
        ).cast(pl.Float64)
        for cell, one in meanings.chosen.items()
        if one.field in NUMBERS
    }
    amount = (
        numbers[Field.QUANTITY] * numbers[Field.UNIT_PRICE]
        if paid.base is None
        else numbers[paid.base]
    )
    for term, sign in paid.terms:
        if term in RATES:
            rate = numbers[term].fill_null(0)
            rate = rate.zip_with(rate.abs() >= 1, rate * 100)
            amount = (amount + (amount * rate / 100).round(2) * sign).round(2)
        elif term not in layout.per_receipt:
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
    name = meanings.column(document).name if document is not None else ""
    tax = meanings.cell(Field.TAX)
    marked = MarkedRows(
        rows,
        has_refunds,
        are_invoices=is_named(name, "invoice"),
        is_taxed=tax in look.ledger.columns and look.ledger.is_used(tax),
        answers=said.answers,
        strangers=strangers,
    )
    return read_marks(meanings, marked, said.marks, texts)


def _with_repeats(marks: Marks, repeats: Repeats, meanings: Meanings, said: Said) -> list[Mark]:
    kind = meanings.cell(Field.KIND)
    found = []
    for mark in marks.marks:
        if mark.cell == kind and repeats.words:
            told = {fold(word) for word in said.marks.get(mark.name, {})}
            told |= {key.rpartition(":")[2] for key in said.answers if key.startswith("mark:")}
            told |= {one.key.rpartition(":")[2] for one in marks.questions}
            repeated = [word for word in repeats.words if word not in told]
            words = dict(mark.words) | dict.fromkeys(repeated, RowMeaning.REPEATED)
            mark = replace(mark, words=tuple(words.items()))
        found.append(mark)
    return found


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
            zone="UTC" if _tells_utc(column.name, column.profile.example) else "",
            per_major=cents.get(column.cell, 1),
        )
        if chosen.field in (Field.DATE, Field.OCCURRED_AT):
            settled = settle_day_order(
                read, column.profile, look.all_of(column.cell), said.answers, shop.country
            )
            in_words = settle_months(
                settled.column, look.all_of(column.cell), look.columns, said.answers, shop.country
            )
            read = in_words.column
            questions += [one.question for one in (settled, in_words) if one.question]
        columns.append(read)
    return tuple(columns), questions


def _tells_utc(name: str, example: str) -> bool:
    return bool(_UTC & {*plain(name).split(), *plain(example).split()[-1:]})


def _formats(found: Profile, meaning: Field) -> tuple[str, ...]:
    if meaning == Field.TIME:
        return found.times
    return next(iter(found.moments.values()), ())
