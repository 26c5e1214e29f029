"""Who, what and where of a sale: products, locations, staff, customers; and the sources that bring facts."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from edge.lib.ids import public_id
from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


def feed_public_id() -> str:
    """Return a new feed id."""
    return public_id("fee")


class Feed(models.Model):
    """Where facts come from: a till's exports of one layout, an API client, a connection, the invented café."""

    public_id = models.CharField(max_length=40, unique=True, default=feed_public_id, editable=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, help_text="upload, api, demo or a source's name")
    name = models.CharField(max_length=120)
    # What makes two files the same feed: the signature of an upload's columns, an API client's own name.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    # The latest instant the feed has told of: "data up to 14:32".
    data_until = models.DateTimeField(null=True)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "kind", "key"], name="one_feed_per_key")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tells_wall_clock(self) -> bool:
        """Whether its times are what a clock on the wall showed, as in a file, and not instants."""
        return self.kind == "upload"


class ProductKind(models.TextChoices):
    """What stands among the items of a receipt: goods, or something that is none."""

    PRODUCT = "product", "Product"
    SHIPPING = "shipping", "Postage"
    FEE = "fee", "Fee"
    ADJUSTMENT = "adjustment", "Adjustment"
    DEPOSIT = "deposit", "Deposit"
    VOUCHER = "voucher", "Voucher"
    TIP = "tip", "Tip"
    DISCOUNT = "discount", "Discount"


class Product(models.Model):
    """Something sold, known by its code where the source has codes, else by its name."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=120)
    # The most frequent name among the product's lines.
    name = models.CharField(max_length=240)
    category = models.CharField(max_length=120, blank=True)
    kind = models.CharField(
        max_length=12,
        choices=ProductKind.choices,
        default=ProductKind.PRODUCT,
        db_default=ProductKind.PRODUCT,
    )
    # The merchant said what it is: nothing is suggested any more.
    is_marked = models.BooleanField(default=False, db_default=False)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "code"], name="one_product_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place of sale."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "name"], name="one_location_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """Someone who sells, as the till names them; not a login."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    objects = TenantManager()

    class Meta:
        verbose_name_plural = "staff"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "name"], name="one_staff_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A buyer under a pseudonym: the source's own reference, never a name or an address."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=120)
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "reference"], name="one_customer_per_reference"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class CardFingerprint(models.Model):
    """Ties cards to a pseudonymous customer; apart, so that it can be forgotten without the sales."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="fingerprints")
    fingerprint = models.CharField(
        max_length=64,
        help_text="a provider's token or a keyed hash, never a card number",
    )
    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["merchant", "fingerprint"], name="one_customer_per_card"
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint[:8]
