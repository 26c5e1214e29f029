"""What pages suggest to ask is understood by the built-in analyst, in every language."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from chat.analyst.answer import answer
from chat.pages import first_questions
from edge.facts.load import feed_for, load_records
from edge.facts.records import LineRecord, SaleRecord
from edge.merchants.tenancy import tenant_context
from insights.reach import reach_of
from insights.sections.comparing import Reader
from insights.sections.home_words import suggestions
from insights.standing import stand

LANGUAGES = ["en", "de"]


def load(merchant, last):
    line = LineRecord(product="Flat white", quantity=Decimal(1), unit_price=Decimal("3.80"))
    moments = [last - timedelta(days=day) for day in range(75)]
    records = [SaleRecord(document=f"{m}", occurred_at=m, lines=[line]) for m in moments]
    load_records(merchant, feed_for(merchant, kind="api", key="till", name="Till"), records)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_old", [False, True], ids=["live", "old"])
def test_every_suggested_question_is_answered(merchant, language, is_old):
    now = timezone.now()
    load(merchant, datetime(2011, 12, 9, 12, tzinfo=UTC) if is_old else now)

    with tenant_context(merchant), translation.override(language):
        standing = stand(merchant.calendar, now=now, reach=reach_of(merchant))
        asked = [*suggestions(standing, Reader(merchant, language)), *first_questions(merchant)]
        told = {q: answer(merchant, q, now=now, language=language).status for q in asked}

    # "partial" where the year began before the books did.
    assert set(told.values()) <= {"answered", "partial"}, told
