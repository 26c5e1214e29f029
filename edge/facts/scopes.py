"""Where a merge, an undo or a choice happens: whose rows, of which feed, under which number."""

from edge.facts.dimensions import Feed
from edge.facts.merge import Scope
from edge.merchants.models import Merchant


def clock_of(merchant: Merchant, feed: Feed) -> str:
    """Return the zone of the clock by which a feed's rows are told apart."""
    return merchant.time_zone if feed.tells_wall_clock else "UTC"


def scope_of(merchant: Merchant, feed: Feed, batch_id: int, number: int | None = None) -> Scope:
    """Return the scope of a feed's rows; without a number it is the merchant's next one."""
    return Scope(
        merchant.pk,
        feed.pk,
        batch_id,
        merchant.last_batch + 1 if number is None else number,
        clock=clock_of(merchant, feed),
        is_upload=feed.kind == "upload",
    )
