"""Where rows wait until their batch is published, and which batches hold a row that another one brought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from edge.facts.dimensions import Feed
from edge.facts.ledger import Batch
from edge.merchants.models import Merchant
from edge.merchants.querysets import TenantManager


class Staged(models.Model):
    """The columns that a staged line and a staged event share.

    Outside row-level security, because Postgres refuses COPY into a table under it; unlogged, because what is lost in
    a crash is read again from the file.
    """

    # No id of its own: a sequence and a second index would cost a tenth of the load.
    pk = models.CompositePrimaryKey("batch_id", "position")
    batch_id = models.BigIntegerField()
    # Where the row stood in its source, in the order of the file.
    position = models.BigIntegerField()
    document = models.CharField(max_length=120)
    occurred_at = models.DateTimeField()
    # The same on the clock by which its feed tells rows apart, in seconds: what the row's identity is made of.
    moment = models.CharField(max_length=32, db_default="")
    business_date = models.DateField()
    hour = models.SmallIntegerField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    location_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    payment_method = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    country = models.CharField(max_length=60)
    attributes = models.JSONField(null=True)

    class Meta:
        abstract = True


class StagedLine(Staged):
    """A line on its way into the facts."""

    product_id = models.BigIntegerField(null=True)
    category = models.CharField(max_length=120)
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    sale_document = models.CharField(max_length=120, db_default="")

    def __str__(self) -> str:
        return f"{self.document} {self.amount_minor}"


class StagedEvent(Staged):
    """A money event on its way into the facts."""

    sales = models.IntegerField(null=True)
    sale_document = models.CharField(max_length=120)
    note = models.CharField(max_length=400)

    def __str__(self) -> str:
        return f"{self.kind} {self.document} {self.amount_minor}"


class Claim(models.Model):
    """Rows that a batch brought and that were there already: undoing the first one must leave them to this one."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    identities = ArrayField(models.UUIDField())
    # The business days of these rows, so that a question about a few days need not open all of them.
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    # Rows of another batch that were written anew under this one's number, which therefore does not hold them.
    is_lent = models.BooleanField(default=False, db_default=False)
    objects = TenantManager()

    def __str__(self) -> str:
        return f"{self.batch_id} holds {len(self.identities)}"
