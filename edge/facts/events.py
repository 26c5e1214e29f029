"""What happened: dated money events and the lines of what was sold.

Both tables are append-only and bitemporal. A row is live from the batch `since_batch` on, until the batch
`until_batch` supersedes or undoes it, so that any watermark of the past can be asked again.
"""

from typing import ClassVar, Self

from django.db import models

from edge.facts.dimensions import Customer, Feed, Location, Product, Staff
from edge.merchants.models import Merchant
from edge.merchants.querysets import M, TenantManager, TenantQuerySet


class EventKind(models.TextChoices):
    """What a money event is; `amount_minor` is positive in the sense of its kind.

    Only a cash rounding goes both ways. A tax says its rate, in percent, in the attribute `rate`.
    """

    SALE = "sale", "Sale"
    REFUND = "refund", "Refund"
    TIP = "tip", "Tip"
    TAX = "tax", "Tax"
    FEE = "fee", "Fee"
    DISCOUNT = "discount", "Discount"
    # What is given back once the bottle or the key is.
    DEPOSIT = "deposit", "Deposit"
    SHIPPING = "shipping", "Shipping"
    ROUNDING = "rounding", "Cash rounding"
    # A promise that was paid for, and the part of a sale that was paid with one: neither is money of goods.
    VOUCHER_SOLD = "voucher_sold", "Voucher sold"
    VOUCHER_REDEEMED = "voucher_redeemed", "Voucher redeemed"
    PAYOUT = "payout", "Payout"
    PAYOUT_DEDUCTION = "payout_deduction", "Payout deduction"
    DECLINED = "declined", "Declined attempt"
    DISPUTE = "dispute", "Dispute"
    CASH_IN = "cash_in", "Cash in"
    CASH_OUT = "cash_out", "Cash out"


class LineKind(models.TextChoices):
    """What a line is, by the sign of its unrounded amount."""

    SALE = "sale", "Sale"
    REFUND = "refund", "Refund"
    OTHER = "other", "Without amount"


class FactQuerySet(TenantQuerySet[M]):
    """Rows of facts."""

    def live(self) -> Self:
        """Return the rows that hold now."""
        return self.filter(until_batch__isnull=True)

    def known_at(self, watermark: int) -> Self:
        """Return the rows that held after the batch of that number."""
        still = models.Q(until_batch__isnull=True) | models.Q(until_batch__gt=watermark)
        return self.filter(still, since_batch__lte=watermark)


class FactManager(TenantManager[M]):
    """The door to facts."""

    def get_queryset(self) -> FactQuerySet[M]:
        """Return the rows, of whichever merchant's context is open."""
        return FactQuerySet(self.model, using=self._db)

    def for_merchant(self, merchant: Merchant | int) -> FactQuerySet[M]:
        """Return the rows of one merchant, live or not."""
        return self.get_queryset().for_merchant(merchant)


class Fact(models.Model):
    """The columns that a money event and a line share."""

    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    feed = models.ForeignKey(
        Feed,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    since_batch = models.IntegerField()
    until_batch = models.IntegerField(null=True)
    # The md5 of what identifies the row within its feed: the source's own id, or (document, content, nth occurrence).
    identity = models.UUIDField()
    document = models.CharField(max_length=120)
    occurred_at = models.DateTimeField()
    business_date = models.DateField()
    hour = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    location = models.ForeignKey(
        Location,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    staff = models.ForeignKey(
        Staff,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    customer = models.ForeignKey(
        Customer,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    payment_method = models.CharField(max_length=40, blank=True, db_default="")
    channel = models.CharField(max_length=40, blank=True, db_default="")
    country = models.CharField(max_length=60, blank=True, db_default="")
    attributes = models.JSONField(null=True)
    objects = FactManager()

    class Meta:
        abstract = True


class MoneyEvent(Fact):
    """One movement of money: a sale, a refund, a tip, a tax, a fee, a payout …, on its own day."""

    kind = models.CharField(max_length=20, choices=EventKind.choices)
    # How many sales the event stands for: 1 for a document's first sale, 0 for its further ones, n for a day's total.
    sales = models.IntegerField(db_default=0)
    # The document of the sale that a refund, tip or fee belongs to, where the source says so.
    sale_document = models.CharField(max_length=120, blank=True, db_default="")
    note = models.CharField(max_length=400, blank=True, db_default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "business_date"], name="moneyevent_by_day"),
            models.Index(fields=["merchant", "feed", "identity"], name="moneyevent_by_identity"),
            models.Index(fields=["merchant", "document"], name="moneyevent_by_document"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.document} {self.amount_minor} {self.currency}"


class LineItem(Fact):
    """One line of a document: a product, how many, for how much; negative where it is given back."""

    kind = models.CharField(max_length=8, choices=LineKind.choices)
    product = models.ForeignKey(
        Product,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    category = models.CharField(max_length=120, blank=True, db_default="")
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    # The document of the sale that a line gives back, where the source says so; the refund that it brings names it too.
    sale_document = models.CharField(max_length=120, blank=True, db_default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "business_date"], name="lineitem_by_day"),
            models.Index(fields=["merchant", "feed", "identity"], name="lineitem_by_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id} {self.amount_minor} {self.currency}"
