"""Finds out what each amount holds, and how what was paid for goods follows from the amounts."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from django.utils.translation import gettext as _

from connectors.uploads.interpreting.fields import EXTRAS, GOODS, Field, label
from connectors.uploads.interpreting.reading import Evidence, Paid
from connectors.uploads.understanding.ledger import Ledger, Numbers, Sum, shortest
from connectors.uploads.understanding.priors import (
    LIST_PRICE,
    PRIORS,
    SURE,
    TAX_EITHER_WAY,
    TAX_ON_TOP,
)
from connectors.uploads.understanding.rates import fit_rates

# The name under which quantity × price stands among the amounts.
LIST_TOTAL = "quantity × price"
# The same with the price at which most of the goods' single pieces went: evidence, where a file has no price.
INFERRED = "quantity × usual price"
# What a proven sum, and the merchant's own word, weigh beside the meanings of names.
PROVEN, SAID = 4.0, 20.0
MOST_TERMS = 4
FEWEST = 3
ROUGHLY = 0.16
# These make an amount smaller where they are taken off it.
TAKEN_OFF = frozenset({Field.DISCOUNT, Field.FEE, Field.REFUND_AMOUNT, Field.VOUCHER})
_ASKED = (
    Field.TIP,
    Field.TAX,
    Field.SHIPPING,
    Field.DISCOUNT,
    Field.VOUCHER,
    Field.FEE,
    Field.REFUND_AMOUNT,
)


@dataclass
class Amounts:
    """The amounts of a file by meaning, as one array each: per row, or per receipt."""

    ledger: Ledger
    cells: dict[Field, str]
    country: str
    answers: dict[str, str]
    # Whether rows are lines of receipts.
    has_lines: bool = False
    # Amounts that count once per receipt: they tell no line's share.
    per_receipt: frozenset[Field] = frozenset()
    # Amounts that another column of their meaning stands for; they are evidence all the same.
    spare: dict[str, Field] = field(default_factory=dict)
    # Columns of percents: of discount, of tax.
    rates: dict[Field, str] = field(default_factory=dict)
    # Amounts whose name may say that they are without tax.
    may_be_net: frozenset[str] = frozenset()
    # What taxes by rate are due on, where the columns' names say the rates.
    taxed: Numbers | None = None
    sums: list[Sum] = field(default_factory=list)

    @property
    def goods(self) -> list[str]:
        """The cells that may be what was paid, and quantity × price."""
        found = [self.cells[one] for one in GOODS if one in self.cells]
        found = [cell for cell in found if self.ledger.is_used(cell)]
        found += [cell for cell in self.spare if self.ledger.is_used(cell)]
        if not found and LIST_TOTAL not in self.ledger.columns and Field.UNIT_PRICE in self.cells:
            # Every line is one piece.
            found = [self.cells[Field.UNIT_PRICE]]
        return found + [one for one in (LIST_TOTAL, INFERRED) if one in self.ledger.columns]

    @property
    def extras(self) -> dict[Field, str]:
        """The cells of amounts beside a sale that are not all zero."""
        found = {one: self.cells[one] for one in EXTRAS if one in self.cells}
        return {one: cell for one, cell in found.items() if self.ledger.is_used(cell)}

    def is_negative(self, cell: str) -> bool:
        """Return whether an extra is written with a minus beside what was sold; money going back turns all signs."""
        values = self.ledger.filled(cell)
        sold = np.any([self.ledger.filled(one) > 0 for one in self.goods], axis=0)
        used = values[sold & (values != 0)]
        return bool((used if len(used) else values[values != 0]).mean() < 0)

    def meaning(self, cell: str) -> Field | None:
        """Return what a cell was read as; None for quantity × price."""
        return next((one for one, own in self.cells.items() if own == cell), self.spare.get(cell))


@dataclass(frozen=True)
class Solution:
    """What was paid, why, and what is still open: the extras of which nobody knows whether they are inside."""

    paid: Paid
    # Each with whether it is likelier inside.
    open: tuple[tuple[Field, bool], ...]
    evidence: tuple[Evidence, ...]
    # Another amount of equal standing that no sum connects with the chosen one.
    rival: Field | None = None
    # Whether tax that comes on top may count or not, by the habits of the country.
    asks_tax: bool = False


def solve(amounts: Amounts) -> Solution | None:
    """Return what was paid for goods; None where the file has no amount."""
    nodes = amounts.goods
    if not nodes:
        return None
    amounts.sums = _connect(amounts, nodes)
    holds = {node: _holdings(amounts, node, nodes) for node in nodes}
    said = amounts.answers.get("rival")
    able = [node for node in nodes if node != INFERRED and node not in amounts.spare]
    if not able:
        return None
    chosen = [node for node in able if said and (amounts.meaning(node) or "product") == said]
    best = min(
        chosen or able, key=lambda node: _cost(amounts, node, nodes.index(node), holds[node])
    )
    terms, unknown = _adjust(amounts, holds[best])
    at_rates, unknown_rates = _adjust_by_rates(amounts, best)
    terms, unknown = (*terms, *at_rates), (*unknown, *unknown_rates)
    return Solution(
        Paid(amounts.meaning(best), terms),
        unknown,
        tuple(_evidence(amounts, one) for one in amounts.sums),
        _rival(amounts, best, nodes),
        asks_tax=(Field.TAX, 1) in terms
        and amounts.country in TAX_EITHER_WAY
        and "tax_counts" not in amounts.answers,
    )


def _connect(amounts: Amounts, nodes: list[str]) -> list[Sum]:
    extras = amounts.extras
    found = []
    for whole, part in combinations(nodes, 2):
        a, b = amounts.ledger.columns[whole], amounts.ledger.columns[part]
        known = np.isfinite(a) & np.isfinite(b) & ((a != 0) | (b != 0))
        if known.sum() < 2:
            continue
        terms = {cell: amounts.ledger.filled(cell)[known] for cell in extras.values()}
        holds = shortest(a[known] - b[known], terms, MOST_TERMS, (whole, part))
        if holds is not None:
            found.append(holds)
    return found


def _holdings(amounts: Amounts, node: str, nodes: list[str]) -> dict[Field, float]:
    """Return for each extra how surely the amount holds it: above zero it is inside, or taken off."""
    found: dict[Field, float] = {}
    for extra, cell in amounts.extras.items():
        score = 0.0
        for other, turned in _same(amounts, node, nodes, cell):
            score += _prior(amounts, other, extra) + turned
        said = amounts.answers.get(f"in_{extra.value}")
        if said in ("inside", "apart"):
            score += SAID if said == "inside" else -SAID
        found[extra] = score
    return found


def _same(amounts: Amounts, node: str, nodes: list[str], extra: str) -> list[tuple[str, float]]:
    """Return the amounts that hold an extra just as this one does, each with what sums prove of it."""
    kin, todo = {node}, [node]
    proof: defaultdict[str, float] = defaultdict(float)
    while todo:
        one = todo.pop()
        for total in amounts.sums:
            if one not in (total.whole, total.part):
                continue
            other = total.part if one == total.whole else total.whole
            signs = [sign for cell, sign in total.terms if cell == extra]
            if signs:
                proof[one] += _turn(amounts, extra, signs[0], is_whole=one == total.whole)
            elif other not in kin and _is_seen(amounts, total, extra):
                kin.add(other)
                todo.append(other)
    return [(one, proof[one]) for one in kin]


def _is_charged(amounts: Amounts) -> bool:
    """Return whether the fee is one that customers pay: it comes on top of an amount, and no payout lacks it."""
    cell = amounts.extras.get(Field.FEE)
    if cell is None or Field.AFTER_FEE in amounts.cells:
        return False
    is_positive = not amounts.is_negative(cell)
    proofs = [
        (one.whole, one.part, sign)
        for one in amounts.sums
        for term, sign in one.terms
        if term == cell
    ]
    for whole, part, sign in proofs:
        larger = whole if (sign > 0) == is_positive else part
        if amounts.meaning(larger) in (Field.AMOUNT, Field.COLLECTED, Field.WITH_TAX):
            return True
    return False


def _turn(amounts: Amounts, extra: str, sign: int, *, is_whole: bool) -> float:
    """Return what whole = part + sign × extra proves of the whole, or of the part."""
    meaning = amounts.meaning(extra)
    # A discount may be written as -2.00; added to the amount before it, it is taken off.
    is_negative = amounts.is_negative(extra)
    takes_off = meaning in TAKEN_OFF and not (meaning == Field.FEE and _is_charged(amounts))
    adds = (sign > 0) != (is_negative and takes_off)
    is_inside = not adds if takes_off else adds
    return PROVEN if is_inside == is_whole else -PROVEN


def _is_seen(amounts: Amounts, total: Sum, extra: str) -> bool:
    """Return whether a sum without the extra was checked on rows that have it."""
    a, b = amounts.ledger.columns[total.whole], amounts.ledger.columns[total.part]
    known = np.isfinite(a) & np.isfinite(b) & (np.abs(amounts.ledger.filled(extra)) > 0)
    return bool(known.any())


def _prior(amounts: Amounts, node: str, extra: Field) -> float:
    meaning = amounts.meaning(node)
    if extra == Field.FEE and _is_charged(amounts):
        return 0.0
    prior = (PRIORS.get(meaning, LIST_PRICE) if meaning else LIST_PRICE).get(extra, 0.0)
    if extra == Field.DISCOUNT and meaning == Field.AMOUNT:
        prior = 0.5 if amounts.has_lines else 1.2
    if extra == Field.TAX and meaning not in (Field.WITH_TAX, Field.WITHOUT_TAX):
        fit = fit_rates(amounts.ledger.filled(amounts.extras[extra]), amounts.ledger.filled(node))
        prior += fit.leaning + _leaning_by_names(amounts, node)
        is_usual = amounts.country not in TAX_ON_TOP and node not in amounts.may_be_net
        if is_usual and prior > -SURE:
            # What a customer is asked to pay holds the tax, wherever shops must say so.
            prior += SURE
    return prior


def _leaning_by_names(amounts: Amounts, node: str) -> float:
    """Return what taxes in columns named by their rates prove: that they lie inside an amount, or come on top."""
    if amounts.taxed is None or len(amounts.taxed) != len(amounts.ledger.columns[node]):
        return 0.0
    values = amounts.ledger.filled(node)
    tax = amounts.ledger.filled(amounts.extras[Field.TAX])
    known = np.isfinite(amounts.taxed) & (np.abs(tax) > 0)
    if known.sum() < FEWEST:
        return 0.0
    # Half a cent of tax is several cents of what it is due on.
    on_top = np.abs(values - amounts.taxed)[known] <= ROUGHLY
    inside = np.abs(values - tax - amounts.taxed)[known] <= ROUGHLY
    return PROVEN * float(inside.mean() - on_top.mean())


def _adjust_by_rates(
    amounts: Amounts, best: str
) -> tuple[list[tuple[Field, int]], list[tuple[Field, bool]]]:
    """Return what a column of percents adds to an amount or takes off it, and what nobody can tell."""
    terms: list[tuple[Field, int]] = []
    unknown: list[tuple[Field, bool]] = []
    if Field.DISCOUNT_RATE in amounts.rates and Field.DISCOUNT not in amounts.extras:
        is_list = best == LIST_TOTAL or any(
            {one.whole, one.part} == {best, LIST_TOTAL} and not one.terms for one in amounts.sums
        )
        terms += [(Field.DISCOUNT_RATE, -1)] if is_list else []
    is_net = amounts.meaning(best) == Field.WITHOUT_TAX and amounts.country not in TAX_ON_TOP
    if is_net and Field.TAX_RATE in amounts.rates and Field.TAX not in amounts.extras:
        said = amounts.answers.get("in_tax_rate")
        terms += [(Field.TAX_RATE, 1)] if said != "inside" else []
        unknown += [(Field.TAX_RATE, False)] if said is None else []
    return terms, unknown


def _wanted(amounts: Amounts, extra: Field) -> bool | None:
    """Return whether what was paid for goods shall hold the extra; None where either way is right."""
    if extra == Field.DISCOUNT:
        return True
    if extra == Field.TAX:
        said = amounts.answers.get("tax_counts")
        return said == "with" if said else amounts.country not in TAX_ON_TOP
    return None if extra in (Field.DEPOSIT, Field.ROUNDING) else False


def _cost(
    amounts: Amounts, node: str, place: int, holds: dict[Field, float]
) -> tuple[float, int, int]:
    terms, unknown = _adjust(amounts, holds)
    # Of amounts that need as little mending, the one that most rows fill.
    filled = int(np.isfinite(amounts.ledger.columns[node]).mean() < 0.9)
    whole = amounts.has_lines and amounts.meaning(node) in amounts.per_receipt
    # What lacks the tax, and cannot be given it, is not what a customer paid.
    is_net = amounts.meaning(node) == Field.WITHOUT_TAX and Field.TAX not in amounts.extras
    filled += 2 * (is_net and amounts.country not in TAX_ON_TOP)
    return 2.0 * len(unknown) + len(terms) + 3 * filled + 1.5 * whole, filled, place


def _adjust(
    amounts: Amounts, holds: dict[Field, float]
) -> tuple[tuple[tuple[Field, int], ...], tuple[tuple[Field, bool], ...]]:
    """Return what must be added to or taken off an amount, and what nobody can tell."""
    terms, unknown = [], []
    for extra, score in holds.items():
        wanted = _wanted(amounts, extra)
        if wanted is None:
            continue
        if abs(score) < SURE and extra in _ASKED:
            unknown.append((extra, score > 0))
        if (score > 0) == wanted:
            continue
        is_negative = amounts.is_negative(amounts.extras[extra])
        takes_off = extra in TAKEN_OFF and not (extra == Field.FEE and _is_charged(amounts))
        adds = not wanted if takes_off else wanted
        if is_negative and takes_off:
            adds = not adds
        terms.append((extra, 1 if adds else -1))
    return tuple(terms), tuple(unknown)


def _evidence(amounts: Amounts, total: Sum) -> Evidence:
    def name(cell: str) -> str:
        meaning = amounts.meaning(cell)
        return _("quantity × price") if meaning is None else label(meaning)

    text = f"{name(total.whole)} = {name(total.part)}"
    for cell, sign in total.terms:
        text += f" {'+' if sign > 0 else '−'} {name(cell)}"
    return Evidence(text, round(total.share, 4), total.rows)


def _rival(amounts: Amounts, best: str, nodes: list[str]) -> Field | None:
    """Return an amount that no sum connects with the chosen one, and that could be meant as well."""
    reached, todo = {best}, [best]
    while todo:
        one = todo.pop()
        for total in amounts.sums:
            for a, b in ((total.whole, total.part), (total.part, total.whole)):
                if a == one and b not in reached:
                    reached.add(b)
                    todo.append(b)
    for node in nodes:
        meaning = amounts.meaning(node)
        if node in amounts.spare:
            continue
        if node in reached or meaning in (None, Field.AFTER_FEE, Field.WITHOUT_TAX):
            continue
        if np.isfinite(amounts.ledger.columns[node]).mean() >= 0.9:
            return meaning
    return None
