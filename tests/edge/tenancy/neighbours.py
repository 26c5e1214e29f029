"""Two shops that must see nothing of each other, and the ways in which a person or a program asks for things."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.test import Client

from chat import turns
from connectors.models import Upload
from edge.facts.dimensions import Product
from edge.facts.load import feed_for, load_records
from edge.facts.records import LineRecord, SaleRecord
from edge.lib.period import Period
from edge.merchants.keys import KeyWish, create_key
from edge.merchants.models import Invitation, Membership, Role
from edge.merchants.tenancy import tenant_context
from insights.metrics.codec import dump_figure
from insights.metrics.figure import MetricQuery
from insights.metrics.query import measure
from insights.metrics.tokens import token
from insights.models import Insight


@dataclass(frozen=True)
class Shop:
    """A merchant with one row of everything that has an address, and a word that nobody else may see."""

    owner: Membership
    ids: dict[str, str]
    word: str


def sale(document, word):
    """Return a sale of one tea."""
    return SaleRecord(
        document=document,
        occurred_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        lines=[LineRecord(product=f"Tea {word}", quantity=1, unit_price=3)],
    )


def make_shop(make_member, make_merchant):
    """Return a shop with one row of everything."""
    word = f"canary{uuid.uuid4().hex[:12]}"
    owner = make_member(make_merchant(name=f"Shop {word}"))
    merchant = owner.merchant
    till, file = (feed_for(merchant, kind="api", key=key, name=word) for key in ("till", "file"))
    batch = load_records(merchant, till, [sale(f"D-{word}", word)])
    # Another source of the same day: there is something to choose.
    load_records(merchant, file, [sale(f"E-{word}", word)])
    key, _ = create_key(merchant, KeyWish(word, ["read"]), actor=owner.user.email)
    with tenant_context(merchant):
        figure = measure(
            merchant, MetricQuery("net_sales", Period(date(2026, 11, 20), date(2026, 11, 20)))
        )
        turn = turns.ask(
            merchant,
            turns.Asker(f"user:{owner.user_id}"),
            turns.Question(f"Why {word}?", "c1", "en"),
        )
        made = {
            "merchant": merchant,
            "feed": till,
            "other_feed": file,
            "batch": batch,
            "key": key,
            "turn": turn,
            "conversation": turn.conversation,
            "upload": Upload.objects.create(
                merchant=merchant, name=f"{word}.csv", batch=batch, state="ready"
            ),
            "insight": Insight.objects.create(
                merchant=merchant,
                detector="unusual_day",
                key=word,
                direction="low",
                day=date(2026, 11, 20),
                score=5,
                threshold=4,
                past_days=28,
                as_far=0,
                watermark=1,
                figures=dict.fromkeys(("value", "usual", "change", "growth"), dump_figure(figure)),
            ),
            "invitation": Invitation.objects.create(
                merchant=merchant,
                email=f"{word}@example.test",
                role=Role.STAFF,
                token_hash=word,
                expires_at=datetime(2999, 1, 1, tzinfo=UTC),
            ),
        }
        ids = {name: row.public_id for name, row in made.items()}
        ids["figure"] = token(merchant, figure)
        ids["product"] = Product.objects.for_merchant(merchant).get().code
    return Shop(owner, ids, word)


_shops = {}


def kept(name, make_member, make_merchant):
    """Return a shop made once for this file: what is tried on it here must change nothing."""
    if name not in _shops:
        _shops[name] = make_shop(make_member, make_merchant)
    return _shops[name]


def browser(shop):
    """Return a browser in which the shop's owner is logged in."""
    client = Client()
    client.force_login(shop.owner.user)
    return client


def program(shop, *scopes):
    """Return a program with a key of the shop's."""
    _, text = create_key(shop.owner.merchant, KeyWish("all", scopes), actor="test")
    return Client(headers={"Authorization": f"Bearer {text}"})
