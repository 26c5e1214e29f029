"""What sells: the items of the last seven days against the seven days before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights.charts import share_of
from insights.dates import day_range
from insights.metrics.figure import Figure, Point, Series
from insights.sections.comparing import Reader, is_negative, unsigned, value_of
from insights.standing import Standing

SHOWN = 6
# Below this an item's change is chatter, not worth the sentence above the table.
NOTABLE_GROWTH = Decimal("0.05")


@dataclass(frozen=True)
class ItemRow:
    """One item: what it brought, and how that stands against the week before."""

    name: str
    now: Figure
    share: str
    before_share: str = ""
    gap: Figure | None = None
    is_down: bool = False


@dataclass(frozen=True)
class ItemsRead:
    """The best items of the seven days, the same items in the seven before, the rest, and all."""

    recent: Series
    before: Series
    rest: Figure
    total: Figure


@dataclass(frozen=True)
class ItemsSection:
    """The best items, the two that moved most, and the rest as one line."""

    when: str
    rows: tuple[ItemRow, ...] = ()
    riser: ItemRow | None = None
    faller: ItemRow | None = None
    rest: Figure | None = None
    rest_label: str = ""
    total: Figure | None = None


def items_section(standing: Standing, read: ItemsRead | None, reader: Reader) -> ItemsSection:
    """Return the items' section; an item that was not sold in the week before is marked new."""
    when = _("%(days)s, against the week before") % {
        "days": day_range(standing.recent, reader.locale)
    }
    if read is None:
        return ItemsSection(when)
    points = read.recent.points
    before = {point.key: point.figure for point in read.before.points}
    largest = max(value_of(figure) for figure in [*before.values(), *[p.figure for p in points]])
    rows = tuple(_row(point, before.get(point.key), largest, reader) for point in points)
    others = read.recent.total_count - len(points)
    words = ngettext("%(n)d other item", "%(n)d other items", others)
    return ItemsSection(
        when=when,
        rows=rows,
        riser=_most(rows, is_down=False),
        faller=_most(rows, is_down=True),
        rest=read.rest if others > 0 else None,
        rest_label=words % {"n": others},
        total=read.total,
    )


def _row(point: Point, before: Figure | None, largest: Decimal | int, reader: Reader) -> ItemRow:
    name, now = point.label, point.figure
    share = share_of(value_of(now), largest)
    if before is None or value_of(before) <= 0:
        return ItemRow(name, now, share)
    grown = reader.growth(now, before)
    return ItemRow(
        name=name,
        now=now,
        share=share,
        before_share=share_of(value_of(before), largest),
        gap=unsigned(grown),
        is_down=is_negative(grown),
    )


def _most(rows: Sequence[ItemRow], *, is_down: bool) -> ItemRow | None:
    moved = [
        (value_of(row.gap), row)
        for row in rows
        if row.gap is not None and row.is_down == is_down and value_of(row.gap) >= NOTABLE_GROWTH
    ]
    return max(moved, key=lambda move: move[0])[1] if moved else None
