"""What a shop tells of itself: suggested by the browser, checked, changed, written down."""

from dataclasses import replace
from zoneinfo import available_timezones

import pytest

from edge.lib.errors import InvalidRequest, NotFound
from edge.merchants.forms import parse_hours
from edge.merchants.models import AuditEntry, Merchant
from edge.merchants.profile import (
    Founder,
    Profile,
    change_profile,
    found_merchant,
    merchant_by_slug,
    open_merchant,
    parse_day_end,
    profile_of,
)
from edge.merchants.regions import country_choices, currency_choices, suggest, zone_choices, zone_of


@pytest.mark.parametrize(
    ("header", "language", "country", "currency", "zone"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de", "DE", "EUR", "Europe/Berlin"),
        ("en-GB,en", "en", "GB", "GBP", "Europe/London"),
        ("de-CH", "de", "CH", "CHF", "Europe/Zurich"),
        ("en-US,en;q=0.5", "en", "US", "USD", "America/New_York"),
        ("ja", "en", "JP", "JPY", "Asia/Tokyo"),
        ("en", "en", "DE", "EUR", "Europe/Berlin"),
        ("", "en", "DE", "EUR", "Europe/Berlin"),
        ("*, ;;q=x, zz-ZZ", "en", "DE", "EUR", "Europe/Berlin"),
    ],
)
def test_a_browser_suggests_most_of_it(header, language, country, currency, zone):
    guess = suggest(header, ["en", "de"])

    assert (guess.language, guess.country, guess.currency, guess.time_zone) == (
        language,
        country,
        currency,
        zone,
    )


def test_every_country_has_a_zone_that_exists_and_a_name():
    assert {zone_of(code) for code, _ in country_choices("en")} <= available_timezones()
    assert dict(country_choices("de"))["DE"] == "Deutschland"
    assert [name for _, name in country_choices("de")][:2] == ["Afghanistan", "Ägypten"]
    assert dict(currency_choices("en"))["EUR"] == "EUR · Euro"
    assert ("Asia/Kathmandu", "Asia/Kathmandu") in zone_choices()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"country": "de"},
        {"country": "EU"},
        {"currency": "EURO"},
        {"time_zone": "Berlin"},
        {"day_end_minutes": 720},
        {"day_end_minutes": -1},
        {"language": "fr"},
        {"opening_hours": {"monday": []}},
        {"opening_hours": {"mon": [["8", "18:00"]]}},
        {"opening_hours": {"mon": [["08:00"]]}},
        {"opening_hours": {"mon": [["08:00", "08:00"]]}},
    ],
)
def test_what_does_not_exist_is_refused(wrong):
    name = f"Shop {wrong}"[:60]

    with pytest.raises(InvalidRequest):
        open_merchant(replace(Profile(name), **wrong), owner=None, actor="test")

    assert not Merchant.objects.filter(name=name).exists()


def test_two_shops_of_one_name_have_two_short_names():
    first = open_merchant(Profile("Café Zwilling"), owner=None, actor="test")
    second = open_merchant(Profile("Café Zwilling"), owner=None, actor="test")

    assert first.slug != second.slug
    assert merchant_by_slug(second.slug) == second


def test_an_unknown_short_name_is_not_found():
    with pytest.raises(NotFound):
        merchant_by_slug("nobody-is-called-so")


def test_a_change_is_written_down_with_before_and_after(merchant, in_tenant):
    is_redated = change_profile(
        merchant, replace(profile_of(merchant), language="de"), actor="mara@example.test"
    )

    assert is_redated is False
    with in_tenant(merchant):
        entry = AuditEntry.objects.get(merchant=merchant)
    assert (entry.actor, entry.action, entry.detail) == (
        "mara@example.test",
        "merchant.changed",
        {"language": ["en", "de"]},
    )


def test_changing_nothing_writes_nothing(merchant, in_tenant):
    change_profile(merchant, profile_of(merchant), actor="test")

    with in_tenant(merchant):
        assert not AuditEntry.objects.filter(merchant=merchant).exists()


def test_the_currency_is_fixed_once_sales_were_loaded(make_merchant):
    empty, trading = make_merchant(), make_merchant(last_batch=1)

    change_profile(empty, replace(profile_of(empty), currency="CHF"), actor="test")
    with pytest.raises(InvalidRequest):
        change_profile(trading, replace(profile_of(trading), currency="CHF"), actor="test")

    assert Merchant.objects.get(pk=empty.pk).currency == "CHF"
    assert Merchant.objects.get(pk=trading.pk).currency == "EUR"


def test_an_owner_who_is_known_needs_no_password_and_a_wrong_one_is_refused(make_user):
    known = make_user()

    found_merchant(Profile("One"), Founder(known.email), actor="test")
    with pytest.raises(InvalidRequest):
        found_merchant(Profile("Two"), Founder(known.email, "not-the-password"), actor="test")

    assert [one.merchant.name for one in known.memberships.select_related("merchant")] == ["One"]


@pytest.mark.parametrize(
    "founder",
    [Founder("nobody"), Founder("new@example.test", "short"), Founder("new@example.test")],
)
def test_a_new_owner_needs_an_address_and_a_password(founder):
    with pytest.raises(InvalidRequest):
        found_merchant(Profile("Three and no more"), founder, actor="test")

    assert not Merchant.objects.filter(name="Three and no more").exists()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("08:00–18:00", [["08:00", "18:00"]]),
        ("8:00-12:00, 14:00 - 18:30", [["08:00", "12:00"], ["14:00", "18:30"]]),
        ("20:00–24:00", [["20:00", "00:00"]]),
    ],
)
def test_opening_hours_are_read_as_people_write_them(text, spans):
    assert parse_hours(text) == spans


@pytest.mark.parametrize("text", ["always", "08:00", "25:00–26:00", "08:00–18:00–20:00"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(InvalidRequest):
        parse_hours(text)


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("05:00", 300), (" 04:30 ", 270)])
def test_a_days_end_in_minutes(text, minutes):
    assert parse_day_end(text) == minutes


@pytest.mark.parametrize("text", ["5", "late", "24:30", ""])
def test_a_days_end_that_cannot_be_is_refused(text):
    with pytest.raises(InvalidRequest):
        parse_day_end(text)
