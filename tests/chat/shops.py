"""Small shops whose rows are written as text, and questions to them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chat.analyst.answer import answer
from chat.analyst.intent import Told
from chat.render import to_text
from edge.merchants.tenancy import tenant_context
from insights.metrics.query import compute
from insights.metrics.receipt import recompute
from insights.metrics.tokens import recipe_of
from tests.factories import make_merchant
from tests.insights.metrics.books import keep, read_records

ZONE = "Europe/Berlin"
# Wednesday.
NOW = datetime(2026, 6, 17, 12, tzinfo=ZoneInfo(ZONE))


def open_shop(rows, **given):
    """Return a merchant with these rows: `sale 1 2026-06-01T09:00 Tea 2 x 3.00 category=Drinks customer=c1`."""
    told = {"time_zone": ZONE, "currency": "EUR", "country": "DE"} | given
    merchant = make_merchant(**told)
    lines = [line.strip() for line in rows.splitlines()] if isinstance(rows, str) else list(rows)
    keep(merchant, read_records(tuple(line for line in lines if line), ZONE))
    merchant.refresh_from_db()
    return merchant


def ask(shop, *questions, language="en", now=NOW):
    """Return the reply to the last of several questions in one conversation."""
    told, reply = [], None
    with tenant_context(shop):
        for question in questions:
            reply = answer(shop, question, now=now, language=language, history=told)
            is_told = reply.status in {"answered", "partial"}
            told.append(Told(question, reply.intent if is_told else None))
    return reply


def said(reply, shop):
    """Return what a reply says, its narrow spaces plain."""
    text = to_text(reply, shop)
    for space in ("\xa0", "\u202f", "\u2009"):
        text = text.replace(space, " ")
    return text


def proves(shop, reply):
    """Return whether each figure of a reply comes out the same when it is computed again for its receipt."""
    with tenant_context(shop):
        now = compute(shop, [f.query for f in reply.figures.values()][:1])[0].watermark
        again = [
            recompute(shop, recipe_of(figure), watermark_now=now)
            for figure in reply.figures.values()
        ]
    return [(f.id, f.value) for f in again] == [(f.id, f.value) for f in reply.figures.values()]
