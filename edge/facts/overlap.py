"""What the merchant is asked and says of two sources that tell of the same days: which of them counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from edge.facts.consequences import settle_days
from edge.facts.dimensions import Feed, Location
from edge.facts.ledger import Batch, BatchKind, BatchState, Overlap
from edge.facts.likeness import Likeness
from edge.facts.merge import Change
from edge.facts.overlap_rules import kinds_that_rest
from edge.facts.redate import redate
from edge.facts.restating import restate
from edge.facts.scopes import scope_of
from edge.lib.errors import NotFound
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context


@dataclass(frozen=True)
class OverlapSpan:
    """Days in a row of which both tell, at one place or (None) at all; sums in minor units."""

    location: Location | None
    first: date
    last: date
    days: int
    one_minor: int
    other_minor: int
    currency: str


@dataclass(frozen=True)
class Pair:
    """Two sources of the same days.

    counts: the one whose sales count, None where both are added. found_in_other: the share of the sales of the one
    with fewer that was found in the other.
    """

    one: Feed
    other: Feed
    counts: Feed | None
    is_chosen: bool
    likeness: Likeness
    found_in_other: float
    spans: tuple[OverlapSpan, ...]


def overlaps(merchant: Merchant) -> list[Pair]:
    """Return where two sources tell of the same days, what was decided of it and by whom; undecided ones first."""
    with tenant_context(merchant):
        rows = Overlap.objects.for_merchant(merchant).select_related(
            "one", "other", "rests", "location"
        )
        groups: dict[tuple[object, ...], list[Overlap]] = {}
        for row in rows.order_by("one", "other", "location", "business_date"):
            key = (
                row.one_id,
                row.other_id,
                row.rests_id,
                row.chosen_in_id is not None,
                row.likeness,
            )
            groups.setdefault(key, []).append(row)
    pairs = [_pair(merchant, group) for group in groups.values()]
    return sorted(pairs, key=lambda pair: (pair.is_chosen, pair.one.pk, pair.other.pk))


def choose(
    merchant: Merchant,
    one: Feed,
    other: Feed,
    counts: Feed | None,
    *,
    first: date | None = None,
    last: date | None = None,
    location: Location | None = None,
) -> Batch:
    """Let one of two sources count on the days of which both tell, or (None) both; return the batch that did it.

    first, last, location: of these days only. It can be undone like a load. Raises NotFound where the two do not
    overlap there.
    """
    with tenant_context(merchant):
        merchant = Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)
        redate(merchant)
        chosen = _chosen(merchant, (one, other), first, last, location)
        if not chosen or counts not in (None, one, other):
            raise NotFound("These two sources do not tell of the same days there.")
        number = merchant.last_batch + 1
        batch = Batch.objects.create(
            merchant=merchant,
            feed=counts or one,
            kind=BatchKind.CHOICE,
            state=BatchState.PUBLISHED,
            number=number,
            published_at=datetime.now(UTC),
            scanned_at=datetime.now(UTC),
            findings={
                "before": {
                    str(row.pk): [row.rests_id, row.chosen_in_id, row.kinds] for row in chosen
                }
            },
        )
        _decide(merchant, batch, chosen, counts)
        change = _settle(merchant, batch, (one, other), {row.business_date for row in chosen})
        restate(merchant, number, change.days)
    return batch


def _chosen(
    merchant: Merchant,
    pair: tuple[Feed, Feed],
    first: date | None,
    last: date | None,
    location: Location | None,
) -> list[Overlap]:
    rows = Overlap.objects.for_merchant(merchant).filter(one__in=pair, other__in=pair)
    if first is not None:
        rows = rows.filter(business_date__gte=first)
    if last is not None:
        rows = rows.filter(business_date__lte=last)
    if location is not None:
        rows = rows.filter(location=location)
    return list(rows.order_by("pk"))


def _decide(merchant: Merchant, batch: Batch, chosen: list[Overlap], counts: Feed | None) -> None:
    days = {row.business_date for row in chosen}
    kinds = [] if counts is None else kinds_that_rest(merchant, counts, days)
    for row in chosen:
        row.chosen_in, row.kinds = batch, kinds
        row.rests_id = None
        if counts is not None:
            row.rests_id = row.other_id if row.one_id == counts.pk else row.one_id
    Overlap.objects.for_merchant(merchant).bulk_update(chosen, ["rests", "chosen_in", "kinds"])


def _settle(merchant: Merchant, batch: Batch, feeds: Iterable[Feed], days: set[date]) -> Change:
    change = Change(days=set(days))
    for feed in feeds:
        change.add(settle_days(scope_of(merchant, feed, batch.pk, batch.number), days))
    return change


def _pair(merchant: Merchant, rows: list[Overlap]) -> Pair:
    head = rows[0]
    counts = None
    if head.rests is not None:
        counts = head.other if head.rests == head.one else head.one
    sales = sum(row.sales for row in rows)
    return Pair(
        one=head.one,
        other=head.other,
        counts=counts,
        is_chosen=head.chosen_in_id is not None,
        likeness=_likeness(head.likeness),
        found_in_other=sum(row.found for row in rows) / sales if sales else 0.0,
        spans=tuple(_span(merchant, run) for run in _runs(rows)),
    )


def _likeness(text: str) -> Likeness:
    return "same" if text == "same" else "holds" if text == "holds" else "apart"


def _runs(rows: list[Overlap]) -> list[list[Overlap]]:
    """Return rows of one place on days in a row, each run for itself."""
    runs: list[list[Overlap]] = []
    for row in rows:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.location_id == row.location_id
            and row.business_date - last.business_date <= timedelta(days=1)
        ):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _span(merchant: Merchant, rows: list[Overlap]) -> OverlapSpan:
    return OverlapSpan(
        location=rows[0].location,
        first=rows[0].business_date,
        last=rows[-1].business_date,
        days=len(rows),
        one_minor=sum(row.one_minor for row in rows),
        other_minor=sum(row.other_minor for row in rows),
        currency=merchant.currency,
    )
