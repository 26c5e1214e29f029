"""The whole invented café, once: what a newcomer finds on the first start, and that a second one invents nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from edge.demo.invent import OWNER, invent
from edge.demo.till import load_until
from edge.facts.models import Batch, Note, Review
from edge.merchants.keys import verify_key
from edge.merchants.models import Membership, Merchant, User
from edge.merchants.tenancy import tenant_context
from insights.models import Insight
from insights.scan import scan

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def start():
    return invent(now=NOW, say=lambda _text: None)


@pytest.fixture(scope="module")
def once():
    return {}


@pytest.fixture
def invented(once):
    """The café, invented by the first test that asks for it."""
    if not once:
        once["till"], once["access"] = start()
    return once["till"], once["access"]


def insights_of(merchant):
    with tenant_context(merchant):
        return {
            (insight.detector, insight.day.isoformat(), insight.direction)
            for insight in Insight.objects.for_merchant(merchant)
        }


def test_owner_can_log_in_and_the_key_works(invented):
    till, access = invented

    owner = User.objects.get(email=access.email)

    assert owner.check_password(access.password)
    assert Membership.objects.get(user=owner).merchant == till.merchant
    assert verify_key(access.key).merchant == till.merchant


def test_only_the_operator_can_read_how_to_get_in(invented):
    path = settings.EDGE_HOME / "demo.json"

    assert path.stat().st_mode & 0o077 == 0


def test_reviews_and_notes_are_there(invented):
    till, _ = invented

    with tenant_context(till.merchant):
        reviews = Review.objects.for_merchant(till.merchant)
        assert reviews.count() >= 110
        assert {review.location.name for review in reviews.select_related("location")} == {
            "Kollwitzstraße",
            "Am Kanal",
        }
        assert Note.objects.for_merchant(till.merchant).count() >= 10


def test_home_opens_with_an_insight_about_a_planted_day(invented):
    till, _ = invented

    assert ("unusual_day", "2026-11-12", "low") in insights_of(till.merchant)


def test_second_start_invents_nothing(invented):
    till, access = invented
    with tenant_context(till.merchant):
        before = Batch.objects.for_merchant(till.merchant).count()

    again, same_access = start()

    with tenant_context(till.merchant):
        assert Batch.objects.for_merchant(till.merchant).count() == before
    assert (again.merchant, same_access) == (till.merchant, access)


def test_lost_file_gives_a_new_way_into_the_same_cafe(invented, once):
    till, access = invented
    (settings.EDGE_HOME / "demo.json").unlink()

    again, once["access"] = start()

    assert again.merchant == till.merchant
    assert once["access"].password != access.password
    assert Merchant.objects.filter(memberships__user__email=OWNER).count() == 1


def test_start_that_was_cut_short_is_finished_by_the_next(invented):
    till, _ = invented
    with tenant_context(till.merchant):
        Note.objects.for_merchant(till.merchant).delete()

    start()

    with tenant_context(till.merchant):
        assert Note.objects.for_merchant(till.merchant).count() >= 10


def test_first_sales_of_the_day_tell_of_yesterday_and_its_pace_follows(invented):
    till, _ = invented

    load_until(till, NOW.replace(hour=7))
    scan(till.merchant.pk, now=NOW)
    after_first_sales = insights_of(till.merchant)
    load_until(till, NOW + timedelta(hours=2))
    scan(till.merchant.pk, now=NOW + timedelta(hours=2))

    assert ("unusual_day", "2026-11-23", "high") in after_first_sales
    assert ("pace_today", "2026-11-24", "low") in insights_of(till.merchant)


def test_production_gets_no_invented_cafe(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="does not run"):
        call_command("demo")
