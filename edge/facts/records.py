"""One sale, one refund, one movement of money, as programs hand them in: the API, a till, the invented café."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from edge.facts.events import EventKind


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Where, by whom, to whom and how: what a sale, a refund and their lines share. All by name; None is unknown."""

    location: str | None = None
    staff: str | None = None
    # The source's own reference, never a name or an address.
    customer: str | None = None
    payment_method: str = ""
    channel: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class LineRecord:
    """One line: `quantity` × `unit_price` in major units; `amount_minor` overrides their product, in minor units."""

    product: str
    quantity: Decimal
    unit_price: Decimal
    # The source's own code; without one the name is what identifies the product.
    code: str | None = None
    category: str = ""
    amount_minor: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TaxRecord:
    """The tax of one rate within a sale or refund; rate in percent as text ("19", "5.5"), empty where not told."""

    amount_minor: int
    rate: str = ""


@dataclass(frozen=True, kw_only=True)
class SaleRecord:
    """A sale: with lines their sum, without them `amount_minor`; all other money becomes rows of its own.

    tax_minor: one sum of tax; taxes: the same by rate. beside: further money of the receipt by its kind.

    occurred_at: an aware instant. currency: None is the merchant's.
    """

    document: str
    occurred_at: datetime
    lines: Sequence[LineRecord] = ()
    amount_minor: int | None = None
    currency: str | None = None
    circumstances: Circumstances = Circumstances()
    tip_minor: int = 0
    tax_minor: int = 0
    fee_minor: int = 0
    taxes: Sequence[TaxRecord] = ()
    beside: Mapping[EventKind, int] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundRecord:
    """Money given back, on its own day, in positive amounts; `sale_document` names the sale, if known."""

    document: str
    occurred_at: datetime
    lines: Sequence[LineRecord] = ()
    amount_minor: int | None = None
    currency: str | None = None
    sale_document: str = ""
    circumstances: Circumstances = Circumstances()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MoneyRecord:
    """Any other movement of money: a payout, a deduction, a dispute, a fee that belongs to no one sale.

    amount_minor: positive in the sense of its kind. sales: how many sales it stands for (a day's total).
    """

    kind: EventKind
    document: str
    occurred_at: datetime
    amount_minor: int
    currency: str | None = None
    sales: int | None = None
    sale_document: str = ""
    circumstances: Circumstances = Circumstances()
    note: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


Record = SaleRecord | RefundRecord | MoneyRecord
