"""Sales, refunds and other money as programs send them: what is accepted, and how it becomes records of facts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from edge.facts.events import EventKind
from edge.facts.ledger import Batch
from edge.facts.load import feed_for, load_records
from edge.facts.records import (
    Circumstances,
    LineRecord,
    MoneyRecord,
    Record,
    RefundRecord,
    SaleRecord,
)
from edge.lib.errors import InvalidRequest
from edge.lib.money import exponent, to_minor
from edge.merchants.models import Merchant
from edge.merchants.regions import is_currency
from edge.telemetry.cards import cut_cards

MOST_AT_ONCE = 1000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# A till's clock may be wrong by a time zone, not by more.
AHEAD = timedelta(days=1)


def _plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= datetime.now(UTC) + AHEAD:
        raise ValueError("must lie between 1990 and now")
    return moment


def _known_currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("is no ISO 4217 code")
    return code


# Without control characters, which Postgres or a terminal would choke on, and without card numbers.
_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Text = Annotated[str, Field(max_length=120, pattern=_PRINTABLE), AfterValidator(cut_cards)]
LongText = Annotated[str, Field(max_length=400, pattern=_PRINTABLE), AfterValidator(cut_cards)]
Reference = Annotated[str, Field(min_length=1, max_length=120, pattern=_PRINTABLE)]
Amount = Annotated[
    str,
    Field(
        pattern=r"^\d{1,12}(\.\d{1,4})?$",
        description="in major units, such as 12.50",
        examples=["12.50"],
    ),
]
Moment = Annotated[
    AwareDatetime, AfterValidator(_plausible), Field(description="with its offset from UTC")
]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$"), AfterValidator(_known_currency)]


class _Strict(Schema):
    """A form in which a field that is not known is an error, not silence."""

    model_config = ConfigDict(extra="forbid")


class LineIn(_Strict):
    """One line: quantity × unit_price, both positive."""

    product: Reference
    code: Reference | None = None
    category: Text = ""
    quantity: Annotated[str, Field(pattern=r"^\d{1,8}(\.\d{1,4})?$")] = "1"
    unit_price: Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,6})?$")]
    attributes: dict[Text, Text] = Field(default_factory=dict, max_length=20)

    def record(self) -> LineRecord:
        """Return the line as facts know it."""
        return LineRecord(
            product=cut_cards(self.product),
            quantity=Decimal(self.quantity),
            unit_price=Decimal(self.unit_price),
            code=self.code,
            category=self.category,
            attributes=self.attributes,
        )


class _Place(_Strict):
    """Where, by whom, to whom and how."""

    location: Text | None = None
    staff: Text | None = None
    customer: Text | None = Field(
        None, description="your own reference, never a name or an address"
    )
    payment_method: Annotated[Text, Field(max_length=40)] = ""
    channel: Annotated[Text, Field(max_length=40)] = ""
    country: Annotated[Text, Field(max_length=60)] = ""

    def circumstances(self) -> Circumstances:
        """Return them as facts know them."""
        return Circumstances(
            location=self.location,
            staff=self.staff,
            customer=self.customer,
            payment_method=self.payment_method,
            channel=self.channel,
            country=self.country,
        )


class SaleIn(_Place):
    """A sale; its amount is the sum of its lines, or `amount` where it has none."""

    type: Literal["sale"]
    id: Reference
    occurred_at: Moment
    currency: Currency | None = None
    amount: Amount | None = None
    lines: list[LineIn] = Field(default_factory=list, max_length=500)
    tip: Amount | None = None
    tax: Amount | None = None
    fee: Amount | None = None
    note: LongText = ""


class RefundIn(_Place):
    """Money given back, on its own day; amounts are positive."""

    type: Literal["refund"]
    id: Reference
    sale_id: Reference | None = Field(None, description="the sale that it gives back, if known")
    occurred_at: Moment
    currency: Currency | None = None
    amount: Amount | None = None
    lines: list[LineIn] = Field(default_factory=list, max_length=500)
    note: LongText = ""


class MoneyIn(_Place):
    """Any other movement of money."""

    type: Literal[
        "payout",
        "payout_deduction",
        "fee",
        "tip",
        "tax",
        "dispute",
        "declined",
        "deposit",
        "discount",
        "shipping",
        "voucher_sold",
        "voucher_redeemed",
        "cash_in",
        "cash_out",
    ]
    id: Reference
    sale_id: Reference | None = None
    occurred_at: Moment
    currency: Currency | None = None
    amount: Amount
    note: LongText = ""


Transaction = Annotated[SaleIn | RefundIn | MoneyIn, Field(discriminator="type")]


class TransactionsIn(_Strict):
    """A batch of transactions, all taken in or none."""

    source: Annotated[Text, Field(min_length=1)] = Field(
        "api", description="your own name for where they come from; ids are unique within it"
    )
    transactions: list[Transaction] = Field(min_length=1, max_length=MOST_AT_ONCE)


class TransactionsOut(Schema):
    """What became of a batch."""

    batch: str
    watermark: int | None = Field(description="the batch's number; null where nothing was new")
    received: int
    loaded: int = Field(description="rows of facts that are new")
    duplicates: int = Field(description="rows that were there already")
    superseded: int = Field(description="older rows that these correct")


def take_in(merchant: Merchant, wanted: TransactionsIn) -> Batch:
    """Load a batch of transactions and return it, published. Raises InvalidRequest for amounts that cannot be."""
    records = [record_of(one, merchant) for one in wanted.transactions]
    _check_ids(wanted.transactions)
    feed = feed_for(merchant, kind="api", key=wanted.source, name=wanted.source)
    return load_records(merchant, feed, records)


def shown(batch: Batch, received: int) -> dict[str, Any]:
    """Return a batch as the API tells it."""
    return {
        "batch": batch.public_id,
        "watermark": batch.number,
        "received": received,
        "loaded": batch.loaded,
        "duplicates": batch.duplicates,
        "superseded": batch.superseded,
    }


def record_of(one: SaleIn | RefundIn | MoneyIn, merchant: Merchant) -> Record:
    """Return a transaction as facts know it."""
    currency = one.currency or merchant.currency
    shared: dict[str, Any] = {
        "document": one.id,
        "occurred_at": one.occurred_at,
        "currency": currency,
        "circumstances": one.circumstances(),
        "note": one.note,
    }
    if isinstance(one, MoneyIn):
        return MoneyRecord(
            kind=EventKind(one.type),
            amount_minor=_minor(one.amount, currency),
            sale_document=one.sale_id or "",
            **shared,
        )
    if (one.amount is None) == (not one.lines):
        raise InvalidRequest(f"“{one.id}” needs either an amount or lines.", code="amount_or_lines")
    shared["lines"] = [line.record() for line in one.lines]
    shared["amount_minor"] = None if one.amount is None else _minor(one.amount, currency)
    if isinstance(one, RefundIn):
        return RefundRecord(sale_document=one.sale_id or "", **shared)
    tip, tax, fee = (_minor(amount or "0", currency) for amount in (one.tip, one.tax, one.fee))
    return SaleRecord(tip_minor=tip, tax_minor=tax, fee_minor=fee, **shared)


def _minor(amount: str, currency: str) -> int:
    digits = -int(Decimal(amount).as_tuple().exponent)
    if digits > exponent(currency):
        raise InvalidRequest(
            f"{amount} has more decimals than {currency} knows.", code="too_many_decimals"
        )
    return to_minor(Decimal(amount), currency)


def _check_ids(transactions: Sequence[SaleIn | RefundIn | MoneyIn]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in transactions:
        if (one.type, one.id) in seen:
            raise InvalidRequest(
                f"The {one.type} “{one.id}” comes twice in one batch.", code="id_twice"
            )
        seen.add((one.type, one.id))
