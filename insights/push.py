"""Tells every open page of a merchant that there is something new; the row is the truth, the push a courtesy."""

from collections.abc import Sequence

from django.urls import reverse

from edge.live.events import FEED, append_all
from edge.merchants.models import Merchant
from insights.compose import figures_of, sentence_of, title_of
from insights.inbox_tables import Insight
from insights.metrics.tell import tell
from insights.tellings import TellingPlace


def push_insights(merchant: Merchant, insights: Sequence[Insight]) -> None:
    """Write new insights into the merchant's feed and keep their figures as told, inside the merchant's context."""
    for insight in insights:
        tell(
            merchant, figures_of(insight).values(), TellingPlace.ALERT, reference=insight.public_id
        )
    append_all(merchant, FEED, [("insight", _card(merchant, insight)) for insight in insights])


def _card(merchant: Merchant, insight: Insight) -> dict[str, str]:
    return {
        "id": insight.public_id,
        "url": reverse("insight", args=[insight.public_id]),
        "title": title_of(merchant, insight, merchant.language),
        "text": sentence_of(merchant, insight, merchant.language),
    }
