"""Lets nothing count twice: finds days of which two sources tell the same sales, and lets those of one rest.

The rule in words is docs/adr/0008; what the merchant says of it is edge.facts.overlap.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from edge.facts.consequences import settle_days
from edge.facts.dimensions import Feed
from edge.facts.events import EventKind, MoneyEvent
from edge.facts.ledger import Batch, BatchKind, BatchState, Coverage, Overlap
from edge.facts.likeness import Comparison, Unit, compare
from edge.facts.merge import Change
from edge.facts.scopes import scope_of
from edge.merchants.models import Merchant

# What belongs to a receipt and rests with it, if the source that counts tells of such money at all.
BESIDE = (
    EventKind.TIP,
    EventKind.TAX,
    EventKind.DISCOUNT,
    EventKind.DEPOSIT,
    EventKind.SHIPPING,
    EventKind.ROUNDING,
    EventKind.VOUCHER_SOLD,
    EventKind.VOUCHER_REDEEMED,
)
SALES = (EventKind.SALE, EventKind.REFUND)


@dataclass(frozen=True)
class _Pair:
    """Two feeds, the older one first, one of which has just brought something."""

    merchant: Merchant
    one: Feed
    other: Feed
    newcomer: Feed

    @property
    def feeds(self) -> tuple[Feed, Feed]:
        """Both of them."""
        return self.one, self.other

    def against(self, feed: Feed) -> Feed:
        """Return the one that is not `feed`."""
        return self.other if feed == self.one else self.one


def rest_doubles(merchant: Merchant, batch: Batch, days: Collection[date]) -> Change:
    """Find what a batch that is being published tells a second time, and let one of the two rest.

    days: those that it touched. What it did is written to the batch's findings and happens under its number.
    """
    change = Change()
    number = batch.number or 0
    if not days:
        return change
    resting: dict[Feed, set[date]] = {}
    for other in _feeds_beside(merchant, batch.feed, days):
        one, younger = sorted((batch.feed, other), key=lambda feed: feed.pk)
        pair = _Pair(merchant, one, younger, batch.feed)
        for feed, some in _note_overlaps(pair, days).items():
            resting.setdefault(feed, set()).update(some)
            batch.findings["resting"] = {
                "feed": feed.public_id,
                "with": pair.against(feed).public_id,
                "days": len(some),
                "rows": 0,
            }
    for feed, some in resting.items():
        done = settle_days(scope_of(merchant, feed, batch.pk, number), some)
        batch.findings["resting"]["rows"] += done.removed
        change.add(done)
    change.add(lift(merchant, batch, days, number))
    return change


def _feeds_beside(merchant: Merchant, feed: Feed, days: Collection[date]) -> list[Feed]:
    told = Coverage.objects.for_merchant(merchant).filter(business_date__in=days, rows__gt=0)
    ids = set(told.exclude(feed=feed).values_list("feed_id", flat=True))
    return list(Feed.objects.for_merchant(merchant).filter(pk__in=ids).order_by("pk"))


def _note_overlaps(pair: _Pair, days: Collection[date]) -> dict[Feed, set[date]]:
    """Write down the days of which both tell; return whose rows have to rest on which."""
    merchant = pair.merchant
    decided = set(
        _between(pair)
        .filter(business_date__in=days)
        .exclude(rests=None, chosen_in=None)
        .values_list("business_date", "location_id")
    )
    found = compare(merchant.pk, merchant.currency, (pair.one.pk, pair.other.pk), sorted(days))
    units = [unit for unit in found.units if (unit.day, unit.location_id) not in decided]
    if not units:
        return {}
    comparison = Comparison(tuple(units), found.is_timed)
    doubled = _doubled(comparison)
    loser = _loser(pair, comparison, doubled) if doubled else None
    rows = [_overlap(pair, comparison, unit, loser if unit in doubled else None) for unit in units]
    if loser is not None:
        kinds = kinds_that_rest(merchant, pair.against(loser), {unit.day for unit in doubled})
        for row in rows:
            row.kinds = kinds if row.rests_id is not None else []
    Overlap.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["merchant", "business_date", "location", "one", "other"],
        update_fields=["rests", "kinds", "likeness", "found", "sales", "one_minor", "other_minor"],
    )
    return {loser: {unit.day for unit in doubled}} if loser is not None else {}


def _between(pair: _Pair) -> QuerySet[Overlap]:
    return Overlap.objects.for_merchant(pair.merchant).filter(one=pair.one, other=pair.other)


def _doubled(comparison: Comparison) -> list[Unit]:
    """Return the days that are told twice: of like sources all that do not plainly differ, else the plainly alike."""
    whole = comparison.likeness(comparison.units) != "apart"
    return [
        unit
        for unit in comparison.units
        if comparison.likeness([unit]) != "apart" or (whole and not _differs(comparison, unit))
    ]


def _differs(comparison: Comparison, unit: Unit) -> bool:
    side = comparison.smaller
    return unit.found[side] * 2 < unit.rows[side]


def _loser(pair: _Pair, comparison: Comparison, doubled: list[Unit]) -> Feed:
    """Return whose rows rest: as before between the two, else those that the other holds, else the newcomer's."""
    before = _between(pair).exclude(rests=None).order_by("-chosen_in__number", "-business_date")
    last = before.select_related("rests").first()
    if last is not None and last.rests is not None:
        return last.rests
    if Comparison(tuple(doubled), comparison.is_timed).likeness(doubled) == "holds":
        return pair.feeds[Comparison(tuple(doubled), comparison.is_timed).smaller]
    return pair.newcomer


def _overlap(pair: _Pair, comparison: Comparison, unit: Unit, loser: Feed | None) -> Overlap:
    side = comparison.smaller
    likeness = comparison.likeness(comparison.units) if loser is not None else "apart"
    return Overlap(
        merchant=pair.merchant,
        business_date=unit.day,
        location_id=unit.location_id,
        one=pair.one,
        other=pair.other,
        rests=loser,
        likeness="same" if loser is not None and likeness == "apart" else likeness,
        found=unit.rows[side] if unit.is_by_totals else unit.found[side],
        sales=unit.rows[side],
        one_minor=unit.own[0],
        other_minor=unit.own[1],
    )


def kinds_that_rest(merchant: Merchant, counting: Feed, days: Collection[date]) -> list[str]:
    """Return the kinds of money of the other source that rest on these days: what the counting one tells as well."""
    told = MoneyEvent.objects.for_merchant(merchant).live()
    told = told.filter(feed=counting, business_date__in=days, kind__in=BESIDE)
    return sorted({*SALES, *told.values_list("kind", flat=True).distinct()})


def lift(merchant: Merchant, batch: Batch, days: Collection[date], number: int) -> Change:
    """Let rows count again for which nothing else counts any more; forget overlaps of which one side is gone."""
    change = Change()
    feed = batch.feed
    affected = Overlap.objects.for_merchant(merchant).filter(
        Q(one=feed) | Q(other=feed), business_date__in=days
    )
    awake: dict[Feed, set[date]] = {}
    gone = []
    for overlap in affected.select_related("one", "other", "rests"):
        counting = overlap.other if overlap.rests == overlap.one else overlap.one
        if overlap.rests is not None and not _counts(merchant, counting, overlap):
            awake.setdefault(overlap.rests, set()).add(overlap.business_date)
            gone.append(overlap.pk)
        elif not all(
            _tells(merchant, one, overlap.business_date) for one in (overlap.one, overlap.other)
        ):
            gone.append(overlap.pk)
    Overlap.objects.for_merchant(merchant).filter(pk__in=gone).delete()
    for sleeper, some in awake.items():
        change.add(settle_days(scope_of(merchant, sleeper, batch.pk, number), some))
    return change


def _counts(merchant: Merchant, feed: Feed, overlap: Overlap) -> bool:
    """Return whether a feed has sales that hold on the day of an overlap, or that rest for a third one."""
    live = MoneyEvent.objects.for_merchant(merchant).live()
    live = live.filter(feed=feed, business_date=overlap.business_date, kind__in=SALES)
    if overlap.location_id is not None:
        live = live.filter(location=overlap.location_id)
    rests = Overlap.objects.for_merchant(merchant).filter(
        rests=feed, business_date=overlap.business_date
    )
    return live.exists() or rests.exists()


def _tells(merchant: Merchant, feed: Feed, day: date) -> bool:
    loads = Batch.objects.for_merchant(merchant).filter(
        feed=feed, state=BatchState.PUBLISHED, kind=BatchKind.LOAD
    )
    return loads.filter(first_day__lte=day, last_day__gte=day).exists()


def take_back(merchant: Merchant, batch: Batch, number: int) -> Change:
    """Undo a choice: each of its days, unless chosen anew since, is as it was before."""
    change = Change()
    before = batch.findings.get("before", {})
    _hand_on(merchant, batch, before)
    touched: dict[int, set[date]] = {}
    for overlap in Overlap.objects.for_merchant(merchant).filter(chosen_in=batch):
        rests_id, chosen_in_id, kinds = before.get(str(overlap.pk), (None, None, []))
        for feed_id in (overlap.one_id, overlap.other_id):
            touched.setdefault(feed_id, set()).add(overlap.business_date)
        overlap.rests_id, overlap.chosen_in_id, overlap.kinds = rests_id, chosen_in_id, kinds
        overlap.save(update_fields=["rests", "chosen_in", "kinds"])
    for feed in Feed.objects.for_merchant(merchant).filter(pk__in=touched).order_by("pk"):
        change.add(settle_days(scope_of(merchant, feed, batch.pk, number), touched[feed.pk]))
    return change


def _hand_on(merchant: Merchant, batch: Batch, before: dict[str, Any]) -> None:
    """Let later choices, once undone, go back to what was before this one, which is no longer there to go back to."""
    later = Batch.objects.for_merchant(merchant).filter(
        kind=BatchKind.CHOICE, state=BatchState.PUBLISHED, number__gt=batch.number
    )
    for choice in later:
        told = choice.findings["before"]
        known = {key for key, (_, chosen_in, _) in told.items() if chosen_in == batch.pk}
        if known:
            choice.findings["before"] = told | {key: before[key] for key in known & before.keys()}
            choice.save(update_fields=["findings"])
