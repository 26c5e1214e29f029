"""From published batches to insights: reads, lets the detectors judge, stores what is worth telling, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import OperationalError, connection
from django.utils import timezone

from edge.facts.models import Batch, BatchState
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.compose import told_figures
from insights.detectors import DETECTORS
from insights.detectors.contract import Days, Detector, Finding, Verdict
from insights.inbox_tables import Check, Insight, InsightState
from insights.observe import Observed, Vantage, observe, vantage_of
from insights.push import push_insights

# A first file of a year's sales is judged for its last days only: news, not an archive.
DAYS_JUDGED = 28
# The most insights that one scan may add; the rest was checked and is noted so.
MOST_AT_ONCE = 3
# Why a day could not be judged may pass; a closed day stays closed.
MAY_CHANGE = ("incomplete", "short_history", "too_early", "not_running")
RECURS_WITHIN = timedelta(days=14)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Candidate:
    """One day, or one moment of the running day, that a detector has not looked at yet."""

    detector: Detector
    day: date
    reached_hour: int | None

    @property
    def until_hour(self) -> int:
        """The moment as a check stores it."""
        return -1 if self.reached_hour is None else self.reached_hour


def scan(merchant_id: int, *, now: datetime | None = None) -> list[str]:
    """Judge what a merchant's unscanned batches brought; return the public ids of new insights.

    Claims the batches first, in the same transaction: a crash leaves them unclaimed, and the next scan finds them.
    Batches over which the judging itself fails are claimed all the same, and the error is raised: it would fail again.
    """
    claimed: list[int] = []
    try:
        insights = _scan(merchant_id, now or timezone.now(), claimed)
    except OperationalError:
        # The database was away or busy, which says nothing about the batches.
        raise
    except Exception:
        log.exception("scan_failed", merchant=merchant_id, batches=len(claimed))
        _give_up(merchant_id, claimed)
        raise
    log.info("scanned", merchant=merchant_id, batches=len(claimed), insights=len(insights))
    return [insight.public_id for insight in insights]


def _scan(merchant_id: int, now: datetime, claimed: list[int]) -> list[Insight]:
    """Return the new insights; `claimed` takes the batches, for whoever must know them after a failure."""
    with tenant_context(merchant_id):
        merchant = Merchant.objects.get(pk=merchant_id)
        # One scan a merchant at a time: the second one waits, and then finds the checks of the first.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"scan:{merchant_id}"]
            )
        claimed += _claim_batches(merchant)
        vantage = vantage_of(merchant, now)
        if not claimed or vantage is None:
            return []
        found = judge_from(merchant, vantage)
        close_old_episodes(merchant, vantage)
        insights = store(merchant, found)
        push_insights(merchant, insights)
    return insights


def _claim_batches(merchant: Merchant) -> list[int]:
    waiting = Batch.objects.for_merchant(merchant).filter(
        scanned_at=None, state=BatchState.PUBLISHED
    )
    ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Batch.objects.for_merchant(merchant).filter(pk__in=ids).update(scanned_at=timezone.now())
    return ids


def _give_up(merchant_id: int, batches: Sequence[int]) -> None:
    """Mark batches as scanned without a judgement; their days have no checks, so the next batch has them judged."""
    with tenant_context(merchant_id):
        Batch.objects.for_merchant(merchant_id).filter(pk__in=batches).update(
            scanned_at=timezone.now()
        )


def judge_from(merchant: Merchant, vantage: Vantage) -> list[tuple[Finding, Days]]:
    """Let every detector look at what it has not seen, note that it did, and return the findings with what they saw."""
    waiting = _candidates(merchant, vantage)
    if not waiting:
        return []
    observed = observe(
        merchant, vantage, history_days=DAYS_JUDGED + max(each.history_days for each in DETECTORS)
    )
    views = [(candidate, _view(candidate, observed)) for candidate in waiting]
    verdicts = [(candidate, view, _verdict(candidate, view, observed)) for candidate, view in views]
    Check.objects.bulk_create(
        (_check(merchant, candidate, verdict) for candidate, _, verdict in verdicts),
        update_conflicts=True,
        unique_fields=["merchant", "detector", "day", "until_hour"],
        update_fields=["outcome", "reason", "watermark", "checked_at"],
    )
    return [(verdict.finding, view) for _, view, verdict in verdicts if verdict.finding is not None]


def _candidates(merchant: Merchant, vantage: Vantage) -> list[Candidate]:
    first = vantage.last_complete - timedelta(days=DAYS_JUDGED - 1)
    days = [first + timedelta(days=step) for step in range(DAYS_JUDGED)]
    wanted = [
        Candidate(detector, day, None)
        for detector in DETECTORS
        if detector.grain == "day"
        for day in days
    ]
    if vantage.running is not None and vantage.reached_hour is not None:
        running, hour = vantage.running, vantage.reached_hour
        wanted += [
            Candidate(detector, running, hour) for detector in DETECTORS if detector.grain == "hour"
        ]
    seen = set(
        Check.objects.for_merchant(merchant)
        .filter(day__gte=first)
        .exclude(reason__in=MAY_CHANGE)
        .values_list("detector", "day", "until_hour")
    )
    return [each for each in wanted if (each.detector.key, each.day, each.until_hour) not in seen]


def _view(candidate: Candidate, observed: Observed) -> Days:
    return observed.up_to(
        candidate.day,
        reached_hour=candidate.reached_hour,
        history_days=candidate.detector.history_days,
    )


def _verdict(candidate: Candidate, view: Days, observed: Observed) -> Verdict:
    if candidate.reached_hour is None and candidate.day not in observed.complete_days:
        return Verdict(not_judged="incomplete")
    return candidate.detector.detect(view)


def _check(merchant: Merchant, candidate: Candidate, verdict: Verdict) -> Check:
    outcome = "not_judged" if verdict.not_judged else "found" if verdict.finding else "quiet"
    return Check(
        merchant=merchant,
        detector=candidate.detector.key,
        day=candidate.day,
        until_hour=candidate.until_hour,
        outcome=outcome,
        reason=verdict.not_judged,
        watermark=merchant.last_batch,
    )


def store(merchant: Merchant, findings: Sequence[tuple[Finding, Days]]) -> list[Insight]:
    """Store the findings that are worth most, each once an episode; return the new ones, latest day first."""
    known = set(Insight.objects.for_merchant(merchant).values_list("key", flat=True))
    fresh = [(finding, days) for finding, days in findings if finding.key not in known]
    fresh.sort(key=lambda found: abs(found[0].value - found[0].usual.expected), reverse=True)
    insights: list[Insight] = []
    for finding, days in fresh:
        if len(insights) == MOST_AT_ONCE:
            break
        figures = told_figures(merchant, finding, days)
        if figures is not None:
            insights.append(_insight(merchant, finding, figures))
    insights.sort(key=lambda insight: insight.day, reverse=True)
    return Insight.objects.bulk_create(insights)


def _insight(merchant: Merchant, finding: Finding, figures: dict[str, Any]) -> Insight:
    return Insight(
        merchant=merchant,
        detector=finding.detector,
        key=finding.key,
        state=_first_state(merchant, finding),
        direction=finding.direction,
        day=finding.day,
        until_hour=finding.until_hour,
        figures=figures,
        score=finding.usual.score,
        threshold=finding.usual.threshold,
        past_days=finding.usual.past_days,
        as_far=finding.usual.as_far,
        watermark=merchant.last_batch,
    )


def _first_state(merchant: Merchant, finding: Finding) -> InsightState:
    before = Insight.objects.for_merchant(merchant).filter(
        detector=finding.detector,
        direction=finding.direction,
        state=InsightState.RESOLVED,
        day__range=(finding.day - RECURS_WITHIN, finding.day - timedelta(days=1)),
    )
    return InsightState.RECURRING if before.exists() else InsightState.OPEN


def close_old_episodes(merchant: Merchant, vantage: Vantage) -> None:
    """Resolve what a running day was told once that day is over, and wake what was snoozed until today."""
    waiting = Insight.objects.for_merchant(merchant)
    over = waiting.filter(until_hour__isnull=False, day__lte=vantage.last_complete)
    over.filter(state__in=[InsightState.OPEN, InsightState.RECURRING]).update(
        state=InsightState.RESOLVED, closed_at=timezone.now()
    )
    today = vantage.running or vantage.last_complete + timedelta(days=1)
    waiting.filter(state=InsightState.SNOOZED, snoozed_until__lte=today).update(
        state=InsightState.OPEN
    )
