"""A full answer with a year of 541,909 invoice lines behind it, from the words to the last step of the reply.

The peer is the limit we set ourselves: 150 ms of server time for plain questions, 400 ms for "why" and for crossed
filters. A question that is not answered ends the benchmark: a refusal is quick and proves nothing.
"""

import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync

from chat.orchestrator.answer import answer
from chat.orchestrator.contract import Asked, Ended
from chat.running import run_now
from chat.turns import Question
from edge.facts.dimensions import Product
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.metrics.availability import availability
from tests.benchmarks.figure import Measured
from tests.benchmarks.year import shop_with_a_year

ROUNDS = 12
PLAIN_MS, CROSSED_MS = 150.0, 400.0
MONTHS = ("February", "March", "April", "May", "June", "July", "August", "September", "October")
PLAIN = (
    "Net sales last week?",
    "How many orders yesterday?",
    "What was the average sale in {month}?",
    "Best selling products in {month}",
    "Top 5 customers in {month}",
    "Refund rate in {month}?",
    "Which weekday was the busiest in {month}?",
    "How is this month against last month?",
    "How many new customers in {month}?",
)
CROSSED = (
    "Sales on Saturdays between 10 and 12 in {month}",
    "How many {code} on Mondays in {month}?",
    "Best selling products on Fridays after 3 pm in {month}",
    "Average sale of customer {customer} in {month}?",
)
WHY = ("Why did sales change in {month}?", "Why did sales drop last week?")


def measure() -> list[Measured]:
    """Return the p95 of each kind of question, the median of plain ones, and the p95 of a whole stored turn."""
    merchant = shop_with_a_year()
    with tenant_context(merchant):
        last = availability(merchant).last_day
        products = Product.objects.for_merchant(merchant).filter(code__endswith="A")
        codes = list(products.order_by("code").values_list("code", flat=True)[:ROUNDS])
    if last is None:
        raise SystemExit("nothing was loaded")
    now = merchant.calendar.local(datetime.combine(last, datetime.min.time())) + timedelta(hours=15)
    # The first question collects the merchant's words, once for each state of the books.
    answered_ms(merchant, "Net sales yesterday?", now)
    plain, crossed, why = (
        sorted(answered_ms(merchant, text, now) for text in spelled(kind, codes))
        for kind in (PLAIN, CROSSED, WHY)
    )
    turns = sorted(turn_ms(merchant, text, now) for text in spelled(PLAIN[:3], codes))
    return [
        Measured("ask_plain_p95", p95(plain), PLAIN_MS, "ms"),
        Measured("ask_plain_median", plain[len(plain) // 2], PLAIN_MS, "ms"),
        Measured("ask_crossed_p95", p95(crossed), CROSSED_MS, "ms"),
        Measured("ask_why_p95", p95(why), CROSSED_MS, "ms"),
        Measured("ask_stored_turn_p95", p95(turns), PLAIN_MS, "ms"),
    ]


def spelled(questions: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Return each question in every round about another month, product and customer."""
    return [
        text.format(month=MONTHS[n % len(MONTHS)], code=codes[n], customer=12_100 + 97 * n)
        for n in range(ROUNDS)
        for text in questions
    ]


def p95(milliseconds: Sequence[float]) -> float:
    """Return the value that nineteen of twenty do not exceed."""
    return milliseconds[max(0, int(len(milliseconds) * 0.95) - 1)]


def answered_ms(merchant: Merchant, text: str, now: datetime) -> float:
    """Return how long an answer takes, from its words to its last step, with its figures kept as told."""
    begun = time.perf_counter()
    status = async_to_sync(_status_of)(
        Asked(merchant, text, now, "en", answer_in="en", turn=uuid.uuid4().hex)
    )
    taken = (time.perf_counter() - begun) * 1000
    if status not in {"answered", "partial"}:
        raise SystemExit(f"“{text}” was {status}")
    return taken


async def _status_of(asked: Asked) -> str:
    async for step in answer(asked):
        if isinstance(step, Ended):
            return step.status
    return "not ended"


def turn_ms(merchant: Merchant, text: str, now: datetime) -> float:
    """Return how long `manage.py ask` works: question and steps of the answer written down, the turn ended."""
    begun = time.perf_counter()
    run_now(merchant, Question(text, uuid.uuid4().hex, "en", as_of=now))
    return (time.perf_counter() - begun) * 1000
