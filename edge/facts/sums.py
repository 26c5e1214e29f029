"""What rows of facts add up to, by currency and kind; two currencies are never added."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from edge.facts.ledger import Batch
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

# What a sale or refund adds to net sales.
AMOUNT = "CASE WHEN f.kind = 'refund' THEN -f.amount_minor ELSE f.amount_minor END"
_SUMS = """
SELECT b.id, f.currency, f.kind, coalesce(f.attributes ->> 'rate', ''), sum(f.amount_minor), sum(f.sales)
  FROM facts_moneyevent f JOIN facts_batch b ON b.merchant_id = %(merchant)s AND b.feed_id = f.feed_id
   AND b.number = f.since_batch
 WHERE f.merchant_id = %(merchant)s AND b.id = ANY(%(batches)s)
   AND NOT EXISTS (SELECT 1 FROM facts_claim c WHERE c.merchant_id = %(merchant)s AND c.batch_id = b.id AND c.is_lent
                      AND f.identity = ANY (c.identities))
 GROUP BY b.id, f.currency, f.kind, coalesce(f.attributes ->> 'rate', '')
"""


@dataclass
class Totals:
    """What was brought in one currency, in its minor units; `kinds` holds all money by kind, sales and refunds too.

    tax_rates: the taxes by their rate in percent, as the source writes it; without a rate under an empty text.
    """

    gross: int = 0
    refunds: int = 0
    sales: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    tax_rates: dict[str, int] = field(default_factory=dict)

    @property
    def net(self) -> int:
        """Sales less refunds; no other money is in it."""
        return self.gross - self.refunds


def import_sums(merchant: Merchant, batches: Collection[Batch]) -> dict[int, dict[str, Totals]]:
    """Return what each batch brought, by its key and currency, whether it still counts or not; with one statement."""
    found: dict[int, dict[str, Totals]] = {batch.pk: {} for batch in batches}
    with tenant_context(merchant), connection.cursor() as cursor:
        cursor.execute(_SUMS, {"merchant": merchant.pk, "batches": list(found)})
        rows = cursor.fetchall()
    for batch_id, currency, kind, rate, amount, sales in rows:
        totals = found[batch_id].setdefault(currency, Totals())
        totals.kinds[kind] = totals.kinds.get(kind, 0) + int(amount)
        totals.sales += int(sales)
        if kind == "tax":
            totals.tax_rates[rate] = totals.tax_rates.get(rate, 0) + int(amount)
    for totals in (one for by_currency in found.values() for one in by_currency.values()):
        totals.gross = totals.kinds.get("sale", 0)
        totals.refunds = totals.kinds.get("refund", 0)
    return found


def totals(batch: Batch) -> dict[str, Totals]:
    """Return what a batch brought, by currency."""
    with tenant_context(batch.merchant_id):
        merchant = Merchant.objects.get(pk=batch.merchant_id)
        return import_sums(merchant, [batch])[batch.pk]
