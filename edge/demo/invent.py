"""Invents the café in Edge: its owner, its history, what people said, a key; each step only where it is missing."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from edge.demo.access import Access, remember
from edge.demo.cafe import COUNTRY, CURRENCY, DAY_END_MINUTES, NAME, OPENING_HOURS, TIME_ZONE
from edge.demo.till import Source, Till, load_until, open_till
from edge.demo.trade import moment_to_open
from edge.demo.voices import invent_notes, invent_reviews
from edge.facts.dimensions import Location
from edge.facts.ledger import Note
from edge.facts.load import feed_for
from edge.facts.voices import ReviewRecord, record_note, record_reviews
from edge.merchants.keys import KeyWish, create_key
from edge.merchants.models import Membership, Merchant, User
from edge.merchants.profile import Founder, Profile, found_merchant
from edge.merchants.roles import Scope
from edge.merchants.tenancy import tenant_context
from insights.scan import scan

OWNER = "mara@cafe-morgenrot.example"
ACTOR = "demo"
SCOPES = (Scope.READ, Scope.WRITE, Scope.ASK, Scope.LLM)
PROFILE = Profile(
    name=NAME,
    business_type="café",
    country=COUNTRY,
    currency=CURRENCY,
    time_zone=TIME_ZONE,
    day_end_minutes=DAY_END_MINUTES,
    language="en",
    opening_hours=OPENING_HOURS,
)


def invent(*, now: datetime, say: Callable[[str], None]) -> Access:
    """Invent the café, open since the morning of `now` and with a history before it; return the way in.

    A call that was cut short is finished by the next one, which goes on with the same café.
    """
    say(f"Inventing {NAME} …")
    merchant, access = _found()
    today = merchant.calendar.business_date(now)
    till = open_till(merchant, today=today)
    for source in Source:
        load_until(till, merchant.calendar.bounds(today)[0], source)
    say("Its books hold more than a year. Writing down what its guests say …")
    _let_people_speak(till)
    load_until(till, moment_to_open(till, now))
    scan(merchant.pk, now=now)
    # Last: the file says that all of it is there.
    remember(access)
    return access


def _found() -> tuple[Merchant, Access]:
    """Return the café and a new way in; the same café where it was begun already or its file was lost."""
    password = f"morgenrot-{secrets.token_hex(4)}"
    owner = User.objects.filter(email=OWNER).first()
    known = Membership.objects.filter(user=owner).order_by("pk").first() if owner else None
    with transaction.atomic():
        if owner is not None:
            owner.set_password(password)
            owner.save(update_fields=["password"])
        founder = Founder(OWNER, password)
        merchant = known.merchant if known else found_merchant(PROFILE, founder, actor=ACTOR)
        _, key = create_key(merchant, KeyWish("Demo", SCOPES), actor=ACTOR)
    return merchant, Access(merchant.slug, OWNER, password, key)


def _let_people_speak(till: Till) -> None:
    """Store reviews and notes; a worker indexes them as soon as one runs."""
    merchant = till.merchant
    feed = feed_for(merchant, kind="demo-reviews", key="reviews", name="Reviews")
    with tenant_context(merchant):
        if Note.objects.for_merchant(merchant).exists():
            return
        shops = dict(Location.objects.for_merchant(merchant).values_list("name", "pk"))
        reviews = [
            ReviewRecord(
                external_id=review.key,
                source=review.site,
                posted_at=review.posted_at,
                text=review.text,
                rating=review.rating,
                language=review.language,
                location_id=shops[review.shop],
            )
            for review in invent_reviews(till.cafe)
        ]
        record_reviews(merchant, feed, reviews)
        for note in invent_notes(till.cafe):
            record_note(
                merchant, first_day=note.first, last_day=note.last, text=note.text, author="Mara"
            )
