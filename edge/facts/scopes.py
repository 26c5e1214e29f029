"""Where a merge, an undo or a choice happens: whose rows, of which feed, under which number."""

from edge.facts.dimensions import Feed
from edge.facts.merge import Scope
from edge.merchants.models import Merchant


def scope_of(merchant: Merchant, feed: Feed, batch_id: int, number: int | None = None) -> Scope:
    """Return the scope of a feed's rows; without a number it is the merchant's next one."""
    return Scope(
        merchant.pk,
        feed.pk,
        batch_id,
        merchant.last_batch + 1 if number is None else number,
        clock=merchant.time_zone if feed.tells_wall_clock else "UTC",
        is_upload=feed.kind == "upload",
    )
