"""Sums over whole hours and days, rebuilt for exactly the buckets that a batch touched."""

from typing import ClassVar

from django.db import models

from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


class Rollup(models.Model):
    """The sums of one bucket, in minor units of one currency."""

    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    business_date = models.DateField()
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    refund_minor = models.BigIntegerField()
    sales = models.IntegerField()
    units = models.DecimalField(max_digits=18, decimal_places=4)
    tip_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    payout_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(db_default=0)
    # How many rows each sum stands on, for the receipt; unit_rows are lines, the others money events.
    sale_rows = models.IntegerField(db_default=0)
    refund_rows = models.IntegerField(db_default=0)
    unit_rows = models.IntegerField(db_default=0)
    tip_rows = models.IntegerField(db_default=0)
    fee_rows = models.IntegerField(db_default=0)
    payout_rows = models.IntegerField(db_default=0)
    tax_rows = models.IntegerField(db_default=0)
    declined_rows = models.IntegerField(db_default=0)
    objects = TenantManager()

    class Meta:
        abstract = True


class HourRollup(Rollup):
    """One hour of one business day."""

    hour = models.SmallIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["merchant", "business_date"], name="hourrollup_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.hour}:00"


class DayRollup(Rollup):
    """One business day of one value of a dimension, or of "all" with an empty key.

    Dimensions: location and staff (the key is the id), payment_method, channel, country; and, from the lines alone and
    therefore without sales, category and attribute:<name>. An empty key is what has no value.
    """

    dimension = models.CharField(max_length=40)
    key = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["merchant", "dimension", "business_date"],
                name="dayrollup_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.dimension} {self.key}"
