"""From sales to payout: what was given back, what it cost, what came in, for the running month."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from insights.dates import day_range
from insights.metrics.figure import Figure
from insights.sections.comparing import Reader
from insights.standing import Standing

METRICS = ("gross_sales", "refunds", "net_sales", "tips", "fees", "payouts")
# These are shown even where they are nothing: a month without refunds is news.
ALWAYS = {"gross_sales", "refunds", "net_sales"}


@dataclass(frozen=True)
class MoneyRow:
    """One line of the ledger."""

    label: str
    figure: Figure
    is_total: bool = False


@dataclass(frozen=True)
class MoneySection:
    """The ledger of the month, up to where the data reach."""

    when: str
    rows: tuple[MoneyRow, ...]


def money_section(
    standing: Standing, figures: Sequence[Figure], reader: Reader
) -> MoneySection | None:
    """Return the month's ledger, in the order of `METRICS`; None where nothing was read."""
    labels = {
        "gross_sales": _("Gross sales"),
        "refunds": _("Refunds, taken off"),
        "net_sales": _("Net sales"),
        "tips": _("Tips, apart"),
        "fees": _("Fees of the card provider"),
        "payouts": _("Paid out to the bank"),
    }
    rows = [
        MoneyRow(labels[figure.metric], figure, is_total=figure.metric == "net_sales")
        for figure in figures
        if figure.metric in ALWAYS or figure.rows
    ]
    if not rows:
        return None
    return MoneySection(day_range(standing.month, reader.locale), tuple(rows))
