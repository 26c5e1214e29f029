"""Chooses one meaning for each column, so that names, values and the sums between columns agree best."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from django.utils.translation import gettext as _

from connectors.uploads.cells.vocabulary import is_personal, plain
from connectors.uploads.interpreting.fields import EXTRAS, GOODS, MANY, NUMBERS, Field
from connectors.uploads.understanding.candidates import (
    Candidate,
    Column,
    candidates_of,
    describe,
)
from connectors.uploads.understanding.ledger import Ledger, Numbers, Sum
from connectors.uploads.understanding.priors import PRIORS

# A column of more different texts than this is no feature that items share.
MOST_FEATURES = 40
# What speaks against leaving a column of numbers out, and for it.
LEFT_OUT = 0.3
AGREES, NEUTRAL, DISAGREES = 0.5, 0.25, -0.5
MULTIPLIES = 0.6
ROUNDS = 4
FITS_WELL = 0.9
FILLED_ENOUGH = 0.6


@dataclass
class Meanings:
    """The meanings that were chosen, by cell."""

    columns: list[Column]
    ledger: Ledger
    pinned: Mapping[str, Field]
    chosen: dict[str, Candidate] = field(default_factory=dict)
    options: dict[str, list[Candidate]] = field(default_factory=dict)
    # Columns whose numbers stand for the sum of several.
    totals: dict[str, Numbers] = field(default_factory=dict)

    def cell(self, wanted: Field) -> str | None:
        """Return the cell of the column with that meaning."""
        return next((cell for cell, one in self.chosen.items() if one.field == wanted), None)

    def column(self, cell: str) -> Column:
        """Return the column of a cell."""
        return next(one for one in self.columns if one.cell == cell)

    def set(self, cell: str, meaning: Field, reason: str) -> None:
        """Give a column another meaning."""
        self.chosen[cell] = Candidate(cell, meaning, 1.0, reason)

    def refill(self) -> None:
        """Give meanings that became free to columns that had lost them to another one."""
        for cell, options in self.options.items():
            if self.chosen[cell].field not in (Field.IGNORE, Field.ATTRIBUTE):
                continue
            if self.column(cell).name in self.pinned or self.column(cell).says(Field.IGNORE) >= 0.9:
                continue
            for option in options:
                is_text = option.field not in NUMBERS and option.field not in MANY
                if is_text and option.score >= FITS_WELL and self.cell(option.field) is None:
                    self.chosen[cell] = option
                    break


def choose_meanings(columns: list[Column], ledger: Ledger, pinned: Mapping[str, Field]) -> Meanings:
    """Return the meanings of a file's columns. pinned: what the merchant said, by the column's name."""
    found = Meanings(columns, ledger, pinned)
    options = {one.cell: _options(one, ledger, pinned) for one in columns}
    found.options = options
    taken: set[Field] = set()
    everything = sorted(
        (one for several in options.values() for one in several), key=lambda one: -one.score
    )
    for one in everything:
        if one.cell in found.chosen or (one.field in taken and one.field not in MANY):
            continue
        if one.score < 0.1 and one.field != Field.IGNORE:
            continue
        found.chosen[one.cell] = one
        taken.add(one.field)
    _improve(found, options)
    _one_moment(found, options)
    for column in columns:
        if column.cell not in found.chosen:
            found.chosen[column.cell] = _without_a_meaning(column)
    return found


def tenders_as_amount(meanings: Meanings) -> None:
    """Read amounts by means of payment as parts of one amount, where the file has no other."""
    if any(meanings.cell(one) for one in (*GOODS, Field.UNIT_PRICE)):
        return
    tenders = (Field.TENDER_CASH, Field.TENDER_CARD, Field.TENDER_OTHER)
    cells = [cell for cell, one in meanings.chosen.items() if one.field in tenders]
    parts = [meanings.ledger.columns[cell] for cell in cells if cell in meanings.ledger.columns]
    if len(parts) < 2:
        return
    for cell in cells:
        meanings.set(cell, Field.AMOUNT, _("a part of what was paid"))
    meanings.totals[cells[0]] = np.sum([np.nan_to_num(one) for one in parts], axis=0)


def _options(column: Column, ledger: Ledger, pinned: Mapping[str, Field]) -> list[Candidate]:
    if column.name in pinned:
        return [Candidate(column.cell, pinned[column.name], 3.0, _("as you said"))]
    found = candidates_of(column, ledger)
    if column.cell in ledger.columns and found:
        found.append(Candidate(column.cell, Field.IGNORE, LEFT_OUT, describe(column.profile)))
    return found


def _improve(found: Meanings, options: dict[str, list[Candidate]]) -> None:
    """Change the meaning of single columns of numbers, and swap those of two, as long as the whole fits better."""
    cells = [cell for cell in found.ledger.columns if options.get(cell)]
    best = _fit(found)
    for _round in range(ROUNDS):
        before = best
        for cell in cells:
            for option in options[cell]:
                best = _try(found, {cell: option}, options, best)
        if best <= before + 1e-6:
            break


def _try(
    found: Meanings,
    change: dict[str, Candidate],
    options: dict[str, list[Candidate]],
    best: float,
) -> float:
    """Make a change if the whole is better for it; whoever had the meaning before takes its next best."""
    kept = dict(found.chosen)
    for cell, option in change.items():
        if found.chosen.get(cell) == option:
            return best
        holder = found.cell(option.field) if option.field not in MANY else None
        if holder is not None and holder != cell:
            if option.score < 3 <= found.chosen[holder].score:
                return best
            found.chosen.pop(holder)
            taken = {one.field for one in found.chosen.values()} | {option.field}
            rest = [one for one in options[holder] if one.field not in taken or one.field in MANY]
            if rest:
                found.chosen[holder] = rest[0]
        found.chosen[cell] = option
    score = _fit(found)
    if score > best + 1e-6:
        return score
    found.chosen.clear()
    found.chosen.update(kept)
    return best


def _fit(found: Meanings) -> float:
    fields = {cell: one.field for cell, one in found.chosen.items()}
    score = sum(one.score for one in found.chosen.values())
    score -= sum(
        0.3 for cell, one in fields.items() if one in GOODS and _is_mostly_zero(found, cell)
    )
    score += sum(_agreement(total, fields) for total in found.ledger.sums)
    return score + _multiplication(found, fields)


def _is_mostly_zero(found: Meanings, cell: str) -> bool:
    """Return whether an amount is nothing on so many rows that it can hardly be what was paid."""
    values = found.ledger.columns.get(cell)
    return values is not None and bool((np.nan_to_num(values) == 0).mean() > 0.5)


def _agreement(total: Sum, fields: dict[str, Field]) -> float:
    """Return how well a sum fits the meanings of its columns."""
    whole, part = fields.get(total.whole), fields.get(total.part)
    if not total.terms or whole is None or part is None:
        return 0.0
    terms = [(fields.get(cell), sign) for cell, sign in total.terms]
    if {whole, part} <= {Field.COST, Field.PROFIT, *GOODS} and any(
        meaning in (Field.COST, Field.PROFIT) for meaning, _sign in terms
    ):
        return NEUTRAL
    if whole not in GOODS or part not in GOODS or any(one not in EXTRAS for one, _s in terms):
        return 0.0
    agreement = 0.0
    for meaning, sign in terms:
        if meaning is None:
            continue
        expected = PRIORS[whole].get(meaning, 0) - PRIORS[part].get(meaning, 0)
        # What is taken off makes the column that has it smaller, unless it is written with a minus.
        if meaning in (Field.DISCOUNT, Field.FEE, Field.REFUND_AMOUNT, Field.VOUCHER):
            agreement += NEUTRAL if expected == 0 else AGREES
        elif expected == 0:
            agreement += NEUTRAL
        else:
            agreement += AGREES if (expected > 0) == (sign > 0) else DISAGREES
    return agreement / len(terms)


def _multiplication(found: Meanings, fields: dict[str, Field]) -> float:
    quantity, price = found.cell(Field.QUANTITY), found.cell(Field.UNIT_PRICE)
    if quantity is None or price is None:
        return 0.0
    for one in found.ledger.products:
        if {one.quantity, one.price} == {quantity, price} and fields.get(one.amount) in GOODS:
            return MULTIPLIES if one.quantity == quantity else DISAGREES
    return 0.0


def _one_moment(found: Meanings, options: dict[str, list[Candidate]]) -> None:
    """Keep one column for the moment of the sale: the best named, best filled one."""
    moments = [
        (one.score + 0.4 * found.column(cell).profile.fill - 0.001 * at, one)
        for at, (cell, several) in enumerate(options.items())
        for one in several
        if one.field in (Field.OCCURRED_AT, Field.DATE)
        and not (found.column(cell).says(Field.IGNORE) >= 0.8 and one.score < 0.9)
        and found.column(cell).says(Field.VOIDED) < 0.9
    ]
    for cell, chosen in list(found.chosen.items()):
        if chosen.field in (Field.OCCURRED_AT, Field.DATE):
            del found.chosen[cell]
    strong = [item for item in moments if item[1].score >= 0.3]
    moments = strong or moments
    if not moments:
        return
    _score, best = max(moments, key=lambda item: item[0])
    if found.column(best.cell).profile.fill < FILLED_ENOUGH and best.score < 0.9:
        # A day that few rows have, and that nothing calls the day of the sale, is that of something else.
        return
    found.chosen[best.cell] = best


def _without_a_meaning(column: Column) -> Candidate:
    profile = column.profile
    if profile.filled == 0:
        return Candidate(column.cell, Field.IGNORE, 0.0, _("empty"))
    if is_personal(column.name) or "@" in profile.example:
        reason = _("it says who someone is, which I do not keep")
        return Candidate(column.cell, Field.IGNORE, 0.0, reason)
    is_feature = (
        2 <= profile.distinct <= MOST_FEATURES
        and profile.distinct < profile.filled * 0.2
        and not (profile.is_number and profile.has_fractions)
        and not profile.is_moment
    )
    if is_feature:
        reason = _("%(values)s that many lines share") % {"values": describe(profile)}
        return Candidate(column.cell, Field.ATTRIBUTE, 0.0, reason)
    reason = _("nothing I know; %(values)s") % {"values": describe(profile)}
    return Candidate(column.cell, Field.IGNORE, 0.0, reason)


def families(columns: list[Column], ledger: Ledger) -> dict[str, list[str]]:
    """Return columns whose names differ in a rate or number only, by the first of them: they are parts of one."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        words = plain(column.name)
        stem = " ".join(word for word in re.sub(r"[\d.,%]+", " ", words).split())
        fits = column.profile.is_number and any(
            one.field in NUMBERS - {Field.QUANTITY, Field.UNIT_PRICE, Field.TAX_RATE}
            for one in column.matches
        )
        if stem and stem != words and fits:
            groups.setdefault(stem, []).append(column)
    found = {
        several[0].cell: [one.cell for one in several]
        for several in groups.values()
        if len(several) > 1
    }
    taken = {cell for cells in found.values() for cell in cells}
    for wanted in (Field.TAX, Field.TIP):
        cells = [
            one.cell
            for one in columns
            if one.cell not in taken and one.profile.is_number and one.says(wanted) >= FITS_WELL
        ]
        if len(cells) > 1 and _are_parts([ledger.columns[cell] for cell in cells]):
            found[cells[0]] = cells
    return found


def _are_parts(columns: list[Numbers]) -> bool:
    """Return whether columns of one meaning are parts of it: none says what another or the others together say."""
    values = [np.nan_to_num(one) for one in columns]
    whole = np.sum(values, axis=0)
    for at, one in enumerate(values):
        others = whole - one
        if not np.any(one != 0) or np.allclose(one, others, atol=0.02):
            return False
        if any(np.allclose(one, other, atol=0.02) for other in values[at + 1 :]):
            return False
    return True
