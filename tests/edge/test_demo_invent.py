"""The whole invented café, once: what a newcomer finds on the first start, and that a second one invents nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from edge.demo.access import remembered
from edge.demo.invent import invent
from edge.demo.till import Source, load_until, open_till
from edge.facts.models import Batch, Note, Review
from edge.merchants.keys import verify_key
from edge.merchants.models import Membership, Merchant, User
from edge.merchants.tenancy import tenant_context
from insights.models import Insight
from insights.scan import scan

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def start():
    return invent(now=NOW, say=lambda _text: None)


def merchant_of(access):
    return Merchant.objects.get(slug=access.merchant)


@pytest.fixture(scope="module")
def once():
    return {}


@pytest.fixture
def access(once):
    """The way into the café, which is invented by the first test that asks for it."""
    if not once:
        once["access"] = start()
    return once["access"]


@pytest.fixture
def cafe(access):
    return merchant_of(access)


def insights_of(merchant):
    with tenant_context(merchant):
        return {
            (insight.detector, insight.day.isoformat(), insight.direction)
            for insight in Insight.objects.for_merchant(merchant)
        }


def test_owner_can_log_in_and_the_key_works(access, cafe):
    owner = User.objects.get(email=access.email)

    assert owner.check_password(access.password)
    assert Membership.objects.get(user=owner).merchant == cafe
    assert verify_key(access.key).merchant == cafe


def test_only_the_operator_can_read_how_to_get_in(access):
    path = settings.EDGE_HOME / "demo.json"

    assert path.stat().st_mode & 0o077 == 0
    assert remembered() == access


def test_reviews_and_notes_are_there(cafe):
    with tenant_context(cafe):
        reviews = Review.objects.for_merchant(cafe).select_related("location")
        assert reviews.count() >= 110
        assert {review.location.name for review in reviews} == {"Kollwitzstraße", "Am Kanal"}
        assert Note.objects.for_merchant(cafe).count() >= 10


def test_home_opens_with_an_insight_about_a_planted_day(cafe):
    assert ("unusual_day", "2026-11-12", "low") in insights_of(cafe)


def test_invention_that_was_cut_short_is_finished_in_the_same_cafe(access, cafe, once):
    (settings.EDGE_HOME / "demo.json").unlink()
    with tenant_context(cafe):
        Note.objects.for_merchant(cafe).delete()
        batches = Batch.objects.for_merchant(cafe).count()

    begun = remembered()
    once["access"] = start()

    assert begun is None
    assert merchant_of(once["access"]) == cafe
    assert once["access"].password != access.password
    with tenant_context(cafe):
        assert Note.objects.for_merchant(cafe).count() >= 10
        # Ten more sales of today; the history is there once.
        assert Batch.objects.for_merchant(cafe).count() == batches + 1


def test_card_company_completes_yesterday_and_the_pace_of_today_follows(cafe):
    till = open_till(cafe, today=NOW.date())
    opened_with = insights_of(cafe)

    load_until(till, till.data_until(), Source.CARDS)
    scan(cafe.pk, now=NOW)
    with_cards = insights_of(cafe)
    load_until(till, NOW + timedelta(hours=2))
    scan(cafe.pk, now=NOW + timedelta(hours=2))

    assert with_cards - opened_with == {("unusual_day", "2026-11-23", "high")}
    assert ("pace_today", "2026-11-24", "low") in insights_of(cafe)


def test_production_gets_no_invented_cafe(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="does not run"):
        call_command("demo")
