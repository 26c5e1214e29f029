"""From a question for the reason of a change to what explains it: figures, notes of those days, public holidays."""

from collections.abc import Collection
from datetime import date

from chat.analyst.found import Evidence, Found, query_of
from chat.analyst.intent import Intent
from edge.facts.models import Note
from edge.merchants.models import Merchant
from insights.metrics.explain import EXPLAINED, explain

_NOTES = 3


def why(
    merchant: Merchant, intent: Intent, found: Found, hidden: Collection[str] = frozenset()
) -> None:
    """Explain a change between two periods; hidden: dimensions that the asker may not see."""
    if intent.against is None:
        raise ValueError("a reason needs a period to compare with")
    one = intent.metrics[0] if len(intent.metrics) == 1 else "net_sales"
    metric = one if one in EXPLAINED else "net_sales"
    now, then = (query_of(intent, metric, when) for when in (intent.periods[0], intent.against))
    found.explanation = explain(merchant, (now, then), by=intent.by, hidden=hidden)
    found.evidence = _evidence(merchant, intent)


def _evidence(merchant: Merchant, intent: Intent) -> list[Evidence]:
    """Return what the merchant noted of days in either period, the asked one's first."""
    spans = [when for when in (intent.periods[0], intent.against) if when is not None]
    found: dict[int, Evidence] = {}
    for when in spans:
        notes = Note.objects.for_merchant(merchant).filter(
            first_day__lte=when.last, last_day__gte=when.first
        )
        for note in notes.order_by("first_day", "pk")[:_NOTES]:
            days: tuple[date, date] = (note.first_day, note.last_day)
            found.setdefault(note.pk, Evidence(note.text, note.author, *days))
    return list(found.values())[:_NOTES]
