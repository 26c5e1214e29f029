"""Random exports with their truth: any grain, columns, language, formats and noise; the same for the same number."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.cases.exports import catalogs, catalogs_apart
from tests.cases.exports.books import Book, Export, Place, refunded, sold
from tests.cases.exports.days import by_day, total
from tests.cases.exports.formats import Formats, some_formats
from tests.cases.exports.shops import Item, Receipt, Shop, rounded
from tests.cases.exports.wordings import cell_word, column_name, flags, spoken
from tests.cases.exports.written import Csv

PLACES = {
    "en": [
        (Place("GBP", "GB", "Europe/London", "en"), catalogs.TEA_UK),
        (Place("USD", "US", "America/Chicago", "en"), catalogs.BIKES_US),
        (Place("NZD", "NZ", "Pacific/Auckland", "en"), catalogs_apart.SURF_NZ),
    ],
    "de": [
        (Place("EUR", "DE", "Europe/Berlin", "de"), catalogs.BAR_DE),
        (Place("CHF", "CH", "Europe/Zurich", "de"), catalogs_apart.CHOCOLATE_CH),
    ],
    "fr": [(Place("EUR", "FR", "Europe/Paris", "fr"), catalogs.LIBRAIRIE_FR)],
    "es": [(Place("EUR", "ES", "Europe/Madrid", "es"), catalogs.BAR_ES)],
    "it": [(Place("EUR", "IT", "Europe/Rome", "it"), catalogs.FERRAMENTA_IT)],
    "pl": [(Place("PLN", "PL", "Europe/Warsaw", "pl"), catalogs.PIEKARNIA_PL)],
    "nl": [(Place("EUR", "NL", "Europe/Amsterdam", "nl"), catalogs.KAAS_NL)],
    "pt": [
        (Place("EUR", "PT", "Europe/Lisbon", "pt"), catalogs.PASTEL_PT),
        (Place("BRL", "BR", "America/Sao_Paulo", "pt"), catalogs.LOJA_BR),
    ],
}
Amounts = dict[str, Decimal]
Shape = tuple[str, ...]
# The columns of amounts that a row may have, beside the quantity.
ITEM_SHAPES = (
    ("unit_price", "line_amount"),
    ("unit_price", "line_amount"),
    ("line_amount",),
    ("unit_price",),
    ("unit_price", "before_discount", "discount", "after_discount"),
    ("unit_price", "discount", "line_amount"),
    ("without_tax", "tax", "with_tax"),
    ("unit_price", "line_amount", "tax"),
)
RECEIPT_SHAPES = (
    ("amount",),
    ("amount",),
    ("without_tax", "tax", "with_tax"),
    ("before_discount", "discount", "after_discount"),
    ("amount", "tip"),
    ("amount", "tip", "collected"),
    ("amount", "fee", "after_fee"),
    ("amount", "refund_amount"),
)
DAY_SHAPES = (
    ("amount",),
    ("without_tax", "tax", "with_tax"),
    ("tender_cash", "tender_card", "amount"),
)
SHAPES = {"item": ITEM_SHAPES, "receipt": RECEIPT_SHAPES, "day": DAY_SHAPES}


@dataclass
class Line:
    """A row to be written: what happened, and the amounts by the field of their column."""

    receipt: Receipt
    item: Item | None
    amounts: Amounts
    facts: list[Any]


@dataclass
class Draft:
    """A layout that takes shape: its columns in order, each with the text of a row."""

    chance: random.Random
    language: str
    place: Place
    formats: Formats
    columns: list[tuple[str, str, Callable[[Line], str]]] = field(default_factory=list)
    # Whether what belongs to a receipt stands on its first row alone.
    is_sparse: bool = False

    def add(self, meaning: str, text: Callable[[Line], Any], name: str = "") -> None:
        """Add a column, under a name that no other one has."""
        taken = {one.casefold() for _, one, _ in self.columns}
        for _ in range(20):
            found = name or column_name(self.chance, self.language, meaning)
            shown = self.formats.named(found, meaning)
            if self.formats.belies(found):
                continue
            if shown.casefold() not in taken:
                self.columns.append((meaning, shown, lambda line: str(text(line))))
                return

    def cells(self, line: Line) -> list[str]:
        """Return the texts of a row."""
        follows = self.is_sparse and line.item is not line.receipt.items[0]
        return [
            "" if follows and meaning in OF_A_RECEIPT else text(line)
            for meaning, _, text in self.columns
        ]

    def money(self, meaning: str) -> None:
        """Add a column of an amount that the lines know."""
        self.add(meaning, lambda line: self.formats.amount(line.amounts[meaning]))


def generate(number: int, seed: int = 20260) -> Export:
    """Return the export of that number."""
    chance = random.Random(seed * 1_000_003 + number)
    language = chance.choice([one for one in spoken() if one in PLACES])
    place, goods = chance.choice(PLACES[language])
    grain = chance.choices(("item", "receipt", "day"), (5, 4, 2))[0]
    draft = Draft(chance, language, place, some_formats(chance, language, place))
    shape = chance.choice(SHAPES[grain])
    may_refund = grain != "day" and "refund_amount" not in shape
    shop = Shop(
        chance.randrange(10**9),
        place.zone,
        date(2024, 1, 1) + timedelta(days=chance.randrange(900)),
        goods,
        days=chance.randint(24, 60) if grain == "day" else chance.randint(8, 30),
        a_day=chance.choice(((1, 2), (1, 3), (2, 4))) if grain != "day" else (2, 6),
        closed=chance.choice(((), (6,), (0, 6))),
        refunded=chance.choice((0, 0.08)) if may_refund else 0,
        voided=chance.choice((0, 0.06)),
        reduced=0,
    )
    book = Book(place, grain)
    lines = _days(draft, shop, book, shape) if grain == "day" else _sales(draft, shop, grain, shape)
    _extras(draft, grain)
    chance.shuffle(draft.columns)
    return _written(draft, book, lines, number)


def _sales(draft: Draft, shop: Shop, grain: str, shape: Shape) -> list[Line]:
    chance, formats = draft.chance, draft.formats
    receipts = shop.receipts()[: chance.randint(15, 60)]
    formats.when(draft)
    if grain == "receipt" or chance.random() < 0.92:
        style = chance.choice(("{}", "R{}", "2026-{:05d}", "{:08d}"))
        draft.add("document", lambda line: style.format(line.receipt.number))
    has_kinds = _kinds(draft, receipts)
    amounts = _amounts_of(draft, grain, shape)
    unsigned = has_kinds and chance.random() < 0.5
    lines = []
    for receipt in receipts:
        items: list[Item | None] = [*receipt.items] if grain == "item" else [None]
        for item in items:
            values, facts = amounts(receipt, item)
            if unsigned:
                values = {name: abs(value) for name, value in values.items()}
            lines.append(Line(receipt, item, values, facts))
    return lines


def _kinds(draft: Draft, receipts: list[Receipt]) -> bool:
    """Add columns that tell refunds and called-off receipts; tell whether one of them names refunds."""
    chance, language = draft.chance, draft.language
    has_voids = any(one.kind == "void" for one in receipts)
    has_refunds = any(one.kind == "refund" for one in receipts)
    words = {kind: cell_word(chance, language, kind) for kind in ("sale", "refund", "void")}
    shown = draft.formats.word
    if has_refunds and chance.random() < 0.6:
        both = chance.random() < 0.5
        if has_voids and not both:
            _voids(draft, words)
        kinds = words if both else words | {"void": words["sale"]}
        draft.add("kind", lambda line: shown(kinds[line.receipt.kind]))
        return True
    if has_voids:
        _voids(draft, words)
    return False


def _voids(draft: Draft, words: dict[str, str]) -> None:
    chance, shown = draft.chance, draft.formats.word
    if chance.random() < 0.5:
        yes, no = flags(chance, draft.language)
        draft.add("voided", lambda line: shown(yes if line.receipt.kind == "void" else no))
    else:
        both = {"void": words["void"]}
        draft.add("status", lambda line: shown(both.get(line.receipt.kind, words["sale"])))


Count = Callable[[Receipt, Item | None], tuple[Amounts, list[Any]]]


def _amounts_of(draft: Draft, grain: str, shape: Shape) -> Count:
    """Add columns of amounts; return what gives the amounts and the facts of a row."""
    chance = draft.chance
    on_top = draft.place.country == "US"
    if grain == "item":
        draft.add("quantity", lambda line: draft.formats.pieces(int(line.amounts["quantity"])))
    for meaning in shape:
        draft.money(meaning)
    off = Decimal(chance.choice(("0.1", "0.2"))) if "discount" in shape else Decimal(0)
    minus = chance.choice((1, 1, -1))

    def amounts(receipt: Receipt, item: Item | None) -> tuple[Amounts, list[Any]]:
        of = item or receipt
        before = of.before
        less = rounded(before * off) if receipt.number % 3 == 0 else Decimal(0)
        paid = before - less
        rate = (item or receipt.items[0]).good.rate
        tax = rounded(paid * rate / 100) if on_top else rounded(paid * rate / (100 + rate))
        with_tax = paid + tax if on_top else paid
        sale = receipt.kind == "sale"
        tip = rounded(paid / 10) if sale and receipt.number % 4 == 0 else Decimal(0)
        fee = rounded(paid * Decimal("0.019")) if sale else Decimal(0)
        back = paid if sale and "refund_amount" in shape and receipt.number % 7 == 0 else Decimal(0)
        values = {
            "quantity": Decimal(item.quantity if item else 1),
            "unit_price": (item or receipt.items[0]).good.price,
            "line_amount": paid, "amount": paid, "before_discount": before, "discount": minus * less + 0,
            "after_discount": paid, "tax": tax, "with_tax": with_tax, "without_tax": with_tax - tax,
            "tip": tip, "collected": paid + tip, "fee": fee, "after_fee": paid - fee,
            "refund_amount": back,
        }  # fmt: skip
        if receipt.kind == "void":
            return values, []
        if receipt.kind == "refund":
            return values, [refunded(receipt.day, receipt.number, paid)]
        facts = [sold(receipt.day, receipt.number, paid, item.quantity if item else None, before)]
        return values, [*facts, refunded(receipt.day, receipt.number, back)] if back else facts

    return amounts


def _days(draft: Draft, shop: Shop, book: Book, shape: Shape) -> list[Line]:
    chance = draft.chance
    draft.formats.day(draft)
    has_count = chance.random() < 0.7
    lines, every = [], 0
    for day, receipts in by_day(shop.receipts()).items():
        paid, tax = total(receipts), sum((one.tax for one in receipts), Decimal(0))
        on_top = sum((one.tax_on_top for one in receipts), Decimal(0))
        if draft.place.country == "US":
            values = {"without_tax": paid, "tax": on_top, "with_tax": paid + on_top}
        else:
            values = {"without_tax": paid - tax, "tax": tax, "with_tax": paid}
        cash = total(receipts, method="cash")
        values |= {"amount": paid, "tender_cash": cash, "tender_card": paid - cash}
        values["sales"] = Decimal(len(receipts))
        every += len(receipts)
        lines.append(Line(receipts[0], None, values, [sold(day, day, paid)]))
    if has_count:
        draft.add("sales", lambda line: int(line.amounts["sales"]))
    book.receipts = [every, None] if has_count else None
    for meaning in shape:
        draft.money(meaning)
    return lines


def _extras(draft: Draft, grain: str) -> None:
    """Add columns that change no figure."""
    chance, language = draft.chance, draft.language
    if grain == "day":
        return
    methods = [cell_word(chance, language, "payment_methods") for _ in range(3)]
    options: dict[str, Callable[[Line], Any]] = {
        "payment_method": lambda line: methods[line.receipt.number % 3],
        "staff": lambda line: line.receipt.staff,
        "location": lambda line: ("Nord", "Süd")[line.receipt.number % 2],
        "customer": lambda line: f"K{line.receipt.number * 7 % 40:04d}",
        "currency": lambda _: draft.place.currency,
        "country": lambda _: draft.place.country,
        "guests": lambda line: line.receipt.number * 3 % 5 + 1,
    }
    if grain == "item":
        draft.add("product", lambda line: line.item.good.name if line.item else "")
        options["product_code"] = lambda line: line.item.good.code if line.item else ""
        options["category"] = lambda line: line.item.good.group if line.item else ""
        options["tax_rate"] = lambda line: line.item.good.rate if line.item else ""
    for meaning in chance.sample(list(options), chance.randint(0, 4)):
        draft.add(meaning, options[meaning])


def _written(draft: Draft, book: Book, lines: list[Line], number: int) -> Export:
    chance, formats = draft.chance, draft.formats
    header = [name for _, name, _ in draft.columns]
    meanings = {meaning for meaning, _, _ in draft.columns}
    if chance.random() < 0.3:
        lines.reverse()
    elif book.grain == "item" and "document" in meanings:
        draft.is_sparse = chance.random() < 0.15
    _rows(draft, book, lines, header)
    if "document" not in meanings and book.grain == "item":
        book.receipts = None
    if chance.random() < 0.3 and meanings & SUMMED:
        book.row(_sums(draft, lines))
    foot = ["", "Export 2026"] if chance.random() < 0.15 else []
    top = [f"Export {number}", ""][: chance.choice((0, 0, 0, 1, 2))]
    layout = Csv(formats.separator, formats.encoding_for(draft, book), formats.end, top, foot)
    return book.closed(f"generated-{number}.csv", header, layout)


def _rows(draft: Draft, book: Book, lines: list[Line], header: list[str]) -> None:
    """Write the lines; among them perhaps the header once more, an unreadable row and the sums of days."""
    chance, enough = draft.chance, len(lines) > 12
    broken = chance.randrange(len(lines)) if enough and chance.random() < 0.2 else -1
    again = chance.randrange(5, len(lines)) if enough and chance.random() < 0.1 else -1
    is_summed = any(meaning in SUMMED for meaning, _, _ in draft.columns)
    has_sums = is_summed and not draft.is_sparse and book.grain != "day" and chance.random() < 0.1
    for at, line in enumerate(lines):
        if at == again:
            book.row(header)
        if at == broken and line.facts and not draft.is_sparse:
            _break(draft, book, line)
        else:
            book.row(draft.cells(line), line.facts)
        day = line.receipt.day
        if has_sums and (at + 1 == len(lines) or lines[at + 1].receipt.day != day):
            book.row(_sums(draft, [one for one in lines if one.receipt.day == day]))


def _break(draft: Draft, book: Book, line: Line) -> None:
    cells = draft.cells(line)
    cells[_spot(draft)] = draft.chance.choice(("???", "#REF!", "n/a"))
    book.bad(cells, "unreadable")
    if isinstance(book.receipts, list):
        book.receipts = [book.receipts[0] - int(line.amounts["sales"]), None]


def _spot(draft: Draft) -> int:
    """Return the column whose cell, once unreadable, makes its row unreadable."""
    needed = {"date", "occurred_at"}
    return next(at for at, (meaning, _, _) in enumerate(draft.columns) if meaning in needed)


def _sums(draft: Draft, lines: list[Line]) -> list[str]:
    """Return a row of totals: its name in a column of text, and what the amounts add up to."""
    cells, named = [], False
    word = draft.formats.word(cell_word(draft.chance, draft.language, "totals"))
    for meaning, _, _ in draft.columns:
        text = ""
        if meaning in ("document", "product", "date", "occurred_at") and not named:
            text, named = word, True
        elif meaning in SUMMED:
            text = draft.formats.amount(sum((one.amounts[meaning] for one in lines), Decimal(0)))
        cells.append(text)
    return cells


OF_A_RECEIPT = {"document", "date", "time", "occurred_at", "payment_method", "staff", "customer"}
SUMMED = {"line_amount", "amount", "with_tax", "without_tax", "after_discount", "tax", "tip"}
