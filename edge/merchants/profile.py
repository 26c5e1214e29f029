"""A merchant's own facts: opening a shop's books, and changing its name, calendar, hours or language."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import time
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from edge.lib.errors import InvalidRequest, NotFound
from edge.lib.nudge import nudge
from edge.merchants import audit
from edge.merchants.models import Membership, Merchant, Role, User
from edge.merchants.regions import is_country, is_currency
from edge.merchants.tenancy import tenant_context

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST_DAY_END = 12 * 60 - 1
Hours = Mapping[str, list[list[str]]]


@dataclass(frozen=True)
class Profile:
    """What a merchant tells of itself. day_end_minutes: after midnight, at most 11:59."""

    name: str
    business_type: str = ""
    country: str = "DE"
    currency: str = "EUR"
    time_zone: str = "Europe/Berlin"
    day_end_minutes: int = 0
    language: str = "en"
    opening_hours: Hours = field(default_factory=dict)


def profile_of(merchant: Merchant) -> Profile:
    """Return what a merchant has told of itself."""
    return Profile(**{name: getattr(merchant, name) for name in Profile.__dataclass_fields__})


def open_merchant(profile: Profile, *, owner: User | None, actor: str) -> Merchant:
    """Return a new merchant with books of its own, and make `owner` its owner.

    Raises InvalidRequest where the profile holds an unknown country, currency, zone, language or hour.
    """
    check_profile(profile)
    with transaction.atomic():
        merchant = Merchant.objects.create(slug=_free_slug(profile.name), **_columns(profile))
        if owner is not None:
            Membership.objects.create(merchant=merchant, user=owner, role=Role.OWNER)
        with tenant_context(merchant):
            audit.record(actor, merchant, "merchant.opened", merchant.public_id)
    return merchant


@dataclass(frozen=True)
class Founder:
    """A new merchant's owner, as the shell names them: somebody known, or a new person with a password."""

    email: str
    password: str | None = None


def found_merchant(profile: Profile, founder: Founder | None, *, actor: str) -> Merchant:
    """Return a new merchant, with its owner made where they are new. Raises InvalidRequest."""
    with transaction.atomic():
        owner = None if founder is None else _person(founder)
        return open_merchant(profile, owner=owner, actor=actor)


def _person(founder: Founder) -> User:
    email = founder.email.strip().lower()
    known = User.objects.filter(email=email).first()
    if known is not None:
        if founder.password and not known.check_password(founder.password):
            raise InvalidRequest(
                f"{email} has another password already.", mend="Leave --password out."
            )
        return known
    try:
        validate_email(email)
        validate_password(founder.password or "")
    except ValidationError as wrong:
        raise InvalidRequest(
            " ".join(wrong.messages), mend="Give a new owner an e-mail and a --password."
        ) from wrong
    return User.objects.create_user(email, founder.password)


def merchant_by_slug(slug: str) -> Merchant:
    """Return the merchant with that short name. Raises NotFound."""
    merchant = Merchant.objects.filter(slug=slug).first()
    if merchant is None:
        raise NotFound(
            f"There is no merchant “{slug}”.", mend="Make one with manage.py create_merchant."
        )
    return merchant


def change_profile(merchant: Merchant, profile: Profile, *, actor: str) -> bool:
    """Change what differs and return whether the books are now being dated anew.

    A new zone or day end moves sales to other business days: the row notes the calendar by which
    facts are still dated, and the tasks of settings.CALENDAR_CHANGED_TASKS are nudged on commit.
    Raises InvalidRequest; the currency is fixed once sales were loaded.
    """
    check_profile(profile)
    with tenant_context(merchant):
        kept = Merchant.objects.select_for_update().get(pk=merchant.pk)
        before, after = asdict(profile_of(kept)), asdict(profile)
        changed = {name: value for name, value in after.items() if value != before[name]}
        if "currency" in changed and kept.last_batch:
            raise InvalidRequest("The currency is fixed once sales were loaded.")
        if not changed:
            return False
        is_redated = bool({"time_zone", "day_end_minutes"} & set(changed)) and kept.last_batch > 0
        if is_redated and not kept.dated_by:
            changed["dated_by"] = kept.calendar_key
        for name, value in changed.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(changed))
        told = {name: [before[name], after[name]] for name in changed if name in before}
        audit.record(actor, kept, "merchant.changed", kept.public_id, told)
        if is_redated:
            transaction.on_commit(
                partial(nudge, settings.CALENDAR_CHANGED_TASKS, kept.pk), robust=True
            )
    return is_redated


def check_profile(profile: Profile) -> None:
    """Raise InvalidRequest for the first thing in it that does not exist."""
    if not profile.name.strip() or len(profile.name) > 120:
        raise InvalidRequest("A shop needs a name of at most 120 characters.")
    if not is_country(profile.country):
        raise InvalidRequest(f"“{profile.country}” is no country code; Germany's is DE.")
    if not is_currency(profile.currency):
        raise InvalidRequest(f"“{profile.currency}” is no currency code; the euro's is EUR.")
    if profile.time_zone not in available_timezones():
        raise InvalidRequest(f"“{profile.time_zone}” is no time zone; Berlin's is Europe/Berlin.")
    if not 0 <= profile.day_end_minutes <= LAST_DAY_END:
        raise InvalidRequest("A business day ends between 00:00 and 11:59.")
    if profile.language not in dict(settings.LANGUAGES):
        raise InvalidRequest(f"Edge does not speak “{profile.language}” yet.")
    _check_hours(profile.opening_hours)


def _check_hours(hours: Hours) -> None:
    for day, spans in hours.items():
        if day not in WEEKDAYS:
            raise InvalidRequest(f"“{day}” is no weekday; use {', '.join(WEEKDAYS)}.")
        for span in spans:
            try:
                opens, closes = (time.fromisoformat(text) for text in span)
            except (TypeError, ValueError) as wrong:
                raise InvalidRequest(f"Opening hours read 08:00 to 18:00, not {span}.") from wrong
            if opens == closes:
                raise InvalidRequest("A shop cannot open and close in the same minute.")


def parse_day_end(text: str) -> int:
    """Return the minutes after midnight of a text such as 05:00. Raises InvalidRequest."""
    try:
        at = time.fromisoformat(text.strip())
    except ValueError as wrong:
        raise InvalidRequest(f"A day's end reads 05:00, not “{text}”.") from wrong
    return at.hour * 60 + at.minute


def day_end_text(minutes: int) -> str:
    """Return a day's end as HH:MM."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _columns(profile: Profile) -> dict[str, Any]:
    return asdict(profile) | {"name": profile.name.strip(), "currency": profile.currency.upper()}


def _free_slug(name: str) -> str:
    """Return a short name for the shell that nobody has; a race is settled by the unique index."""
    wished = slugify(name)[:60] or "shop"
    if not Merchant.objects.filter(slug=wished).exists():
        return wished
    return f"{wished}-{secrets.token_hex(3)}"
