"""What a merchant says of the books as they came in: which source counts, what is no product, what a file lacks."""

from datetime import date

from django.utils.translation import gettext as _

from edge.facts import goods, missing, overlap
from edge.facts.changes import Changes, changes_of
from edge.facts.dimensions import Feed, Product
from edge.facts.ledger import Batch
from edge.facts.merge import Change
from edge.lib.errors import NotFound
from edge.lib.texts import storable
from edge.merchants import audit
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context


def find_batch(merchant: Merchant, public_id: str) -> Batch:
    """Return the merchant's batch of that id. Raises NotFound."""
    with tenant_context(merchant):
        batch: Batch | None = (
            Batch.objects.for_merchant(merchant)
            .select_related("feed")
            .filter(public_id=storable(public_id))
            .first()
        )
    if batch is None:
        raise NotFound(_("There is no such import."))
    return batch


def changes(merchant: Merchant, batch_id: str, limit: int) -> Changes:
    """Return what an import changed, document by document. Raises NotFound."""
    return changes_of(find_batch(merchant, batch_id), limit)


def take_out_missing(merchant: Merchant, batch_id: str, *, by: str) -> Change:
    """Take out what a corrected file no longer has. Raises NotFound, or Conflict where it lacks nothing."""
    batch = find_batch(merchant, batch_id)
    with tenant_context(merchant):
        change = missing.take_out_missing(batch)
        audit.record(by, merchant, "import.take_out", batch.public_id, {"rows": change.removed})
    return change


def choose(
    merchant: Merchant,
    pair: tuple[str, str],
    counts: str | None,
    *,
    by: str,
    first: date | None = None,
    last: date | None = None,
) -> Batch:
    """Let one of two sources count where both tell, by their ids; None adds them. Raises NotFound."""
    with tenant_context(merchant):
        feeds = {feed.public_id: feed for feed in Feed.objects.for_merchant(merchant)}
        wanted = [feeds.get(public_id) for public_id in (*pair, *([counts] if counts else []))]
        found = [feed for feed in wanted if feed is not None]
        if len(found) < len(wanted):
            raise NotFound(_("There is no such source."))
        batch = overlap.choose(
            merchant, found[0], found[1], found[2] if counts else None, first=first, last=last
        )
        audit.record(by, merchant, "source.choose", batch.public_id, {"counts": counts or ""})
    return batch


def mark_product(merchant: Merchant, code: str, kind: str, *, by: str) -> Product:
    """Say what a product is. Raises NotFound."""
    with tenant_context(merchant):
        product = goods.mark(merchant, storable(code), kind)
        audit.record(by, merchant, "product.mark", storable(code)[:40], {"kind": kind})
    return product
