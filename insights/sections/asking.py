"""Many questions under names of their own, answered by one statement, or from what was read before."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

from edge.merchants.models import Merchant
from insights.metrics.codec import encode
from insights.metrics.figure import Figure, MetricQuery, Series
from insights.metrics.query import compute

REMEMBERED_S = 3600
log = structlog.get_logger(__name__)
Answer = Figure | Series


@dataclass(frozen=True)
class Answers:
    """What was read, by the name under which it was asked."""

    found: Mapping[str, Answer]

    def figure(self, name: str) -> Figure:
        """Return the figure of that name; TypeError where a series was asked for."""
        answer = self.found[name]
        if not isinstance(answer, Figure):
            raise TypeError(f"{name} was asked as a series")
        return answer

    def series(self, name: str) -> Series:
        """Return the series of that name; TypeError where a figure was asked for."""
        answer = self.found[name]
        if not isinstance(answer, Series):
            raise TypeError(f"{name} was asked as one figure")
        return answer

    def figures(self, prefix: str) -> list[Figure]:
        """Return the figures whose names begin with `prefix` and a dot, in the order asked."""
        return [self.figure(name) for name in self.found if name.startswith(f"{prefix}.")]

    def all_series(self, prefix: str) -> list[Series]:
        """Return the series whose names begin with `prefix` and a dot, in the order asked."""
        return [self.series(name) for name in self.found if name.startswith(f"{prefix}.")]


def ask(merchant: Merchant, queries: Mapping[str, MetricQuery]) -> Answers:
    """Return the answers to all queries, inside the merchant's context, by at most one statement.

    Whole days give the same answer until a batch is published or undone, so they are remembered
    under the merchant's last batch; what runs up to now is read each time.
    """
    whole = {name: query for name, query in queries.items() if query.period.is_whole}
    known = _remembered(merchant, whole)
    asked = {name: query for name, query in queries.items() if name not in known}
    fresh = dict(zip(asked, compute(merchant, list(asked.values())), strict=True))
    if not known:
        _remember(merchant, whole, {name: fresh[name] for name in whole})
    return Answers({name: known.get(name) or fresh[name] for name in queries})


def _remembered(merchant: Merchant, queries: Mapping[str, MetricQuery]) -> Mapping[str, Answer]:
    key = _key(merchant, queries)
    if key is None:
        return {}
    try:
        found: Mapping[str, Answer] | None = cache.get(key)
    except RedisError as lost:
        # Memory is a courtesy: without it the books are read again.
        log.warning("cache_lost", error=str(lost))
        return {}
    return found or {}


def _remember(
    merchant: Merchant, queries: Mapping[str, MetricQuery], answers: Mapping[str, Answer]
) -> None:
    key = _key(merchant, queries)
    # A batch that came in between belongs under the next number.
    if key is None or any(_watermark(a) != merchant.last_batch for a in answers.values()):
        return
    try:
        cache.set(key, dict(answers), REMEMBERED_S)
    except RedisError as lost:
        log.warning("cache_lost", error=str(lost))


def _watermark(answer: Answer) -> int:
    return answer.watermark


def _key(merchant: Merchant, queries: Mapping[str, MetricQuery]) -> str | None:
    """Return under which key the answers are remembered; None while the books are being re-dated."""
    if not queries or merchant.dated_by:
        return None
    asked = repr([(name, encode(query)) for name, query in queries.items()])
    books = (merchant.last_batch, merchant.time_zone, merchant.day_end_minutes, merchant.currency)
    digest = hashlib.sha256(f"{books}{asked}".encode()).hexdigest()
    return f"answers:{merchant.pk}:{digest}"
