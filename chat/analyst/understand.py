"""From a question to what it means: an intent, a refusal, or a question back; never a guess."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from chat.analyst import alike, follow
from chat.analyst.account import fits_no_shape, shares_nothing, unaccounted
from chat.analyst.hear import Heard, Unsettled
from chat.analyst.intent import Choice, Clarify, Intent, Refusal, Shape, Told
from chat.analyst.kinds import KINDS
from chat.analyst.moments import Clock, Step, When
from chat.analyst.shape import Asked, ask
from chat.analyst.topics import before_first_day, refused
from chat.analyst.trace import Trace
from chat.analyst.vocabulary import Vocabulary
from insights.metrics.contributions import may_split

Understood = Intent | Refusal | Clarify
_DEFAULT_DAYS = 30
# Shapes that set a period against another.
_OF_TWO = frozenset({"compare", "why", "growth"})
# What an explanation of a change in sales takes apart.
_EXPLAINED = frozenset(
    {"net_sales", "gross_sales", "sales_count", "average_sale", "units", "refunds"}
)


@dataclass(frozen=True)
class Scene:
    """All that a question is understood with: the merchant's words, the clock, the language, the earlier turns.

    trace: filled where somebody asks how it was understood.
    """

    vocabulary: Vocabulary
    clock: Clock
    language: str
    history: tuple[Told, ...] = ()
    trace: Trace | None = None


def meaning(heard: Heard, scene: Scene) -> Understood:
    """Return what was heard means. Words it does not know make it refuse, things it cannot tell apart make it ask."""
    asked = ask(heard)
    if scene.trace is not None:
        scene.trace.read(heard, asked, scene.vocabulary)
    past = follow.before(scene.history)
    refusal = refused(heard, asked, scene.vocabulary)
    if refusal:
        return refusal
    _widen(heard, asked)
    if heard.unknown:
        alike_names = scene.vocabulary.suggestions(heard.unknown)
        return Refusal("unknown", words=tuple(heard.unknown), is_unsure=True, alike=alike_names)
    if not heard.items:
        return Refusal("scope", is_unsure=True)
    leaning = past if past and follow.is_follow_up(heard, asked) else None
    intent = _followed(heard, asked, leaning, scene) if leaning else _alone(heard, asked, scene)
    if not isinstance(intent, Intent):
        return intent or Refusal("scope", is_unsure=True)
    if _counts_refunds(heard, intent):
        return Refusal("missing", "refund_count")
    left = unaccounted(heard, intent) or _beside_metric(heard, intent) or loose_times(heard, intent)
    if left or shares_nothing(intent) or fits_no_shape(intent) or _explains_another(intent):
        return Refusal("unknown", words=tuple(left), is_unsure=True)
    if heard.clarify:
        return _choices(heard.clarify, intent)
    return before_first_day(intent, scene.vocabulary) or intent


def _choices(unsettled: Unsettled, intent: Intent) -> Clarify:
    """Return the question which of several things is meant, each with the whole intent of it."""
    choices = (
        Choice(intent.but(conditions=(*intent.conditions, one)), one) for one in unsettled.choices
    )
    return Clarify(unsettled.words, tuple(choices), intent)


def _counts_refunds(heard: Heard, intent: Intent) -> bool:
    """Return whether it is asked how many refunds there were: they are known in money only."""
    is_sum = intent.shape in {"total", "compare"} and "refunds" in intent.metrics
    return is_sum and heard.says("op.number_of") and not heard.says("op.how_much")


def _explains_another(intent: Intent) -> bool:
    """Return whether the reason is asked of something other than sales, which nothing takes apart."""
    return intent.shape == "why" and not set(intent.metrics) <= _EXPLAINED


def loose_times(heard: Heard, intent: Intent) -> list[str]:
    """Return the names of periods that stand apart in one question, where nothing says how they belong together."""
    spots = heard.times.spots
    alike_ones = len({spot.value.grain for spot in spots if isinstance(spot.value, When)}) < 2
    joined = alike_ones and all(spot.is_joined for spot in spots[1:])
    if intent.against or len(spots) < 2 or joined:
        return []
    return [heard.items[place].text for place in sorted(heard.times.used)][-1:]


def _widen(heard: Heard, asked: Asked) -> None:
    """Take all that a name may mean where the best of them is asked for: "which lunch bag sells best"."""
    if heard.clarify and asked.shape == "rank" and asked.by in {None, "product"}:
        asked.by = "product"
        heard.conditions.append(heard.clarify.choices[0])
        heard.clarify = None


def _beside_metric(heard: Heard, intent: Intent) -> list[str]:
    """Return the words by which a sum is wanted with or without another one: "after fees", "including tips"."""
    apart = {"tips", "fees", "payouts", "taxes"}
    return [
        heard.items[place].text
        for place in heard.places(*(f"metric.{key}" for key in apart))
        if heard.follows(place, "time.after", "time.prior", "op.outside") or heard.says("op.with")
    ]


def _mixes_customers(asked: Asked) -> bool:
    """Return whether money is asked of new or returning customers, whom no metric splits."""
    groups = {"new_customers", "returning_customers"} & set(asked.metrics)
    return bool(groups) and bool(
        {"net_sales", "gross_sales", "average_sale", "refunds"} & set(asked.metrics)
    )


def _alone(heard: Heard, asked: Asked, scene: Scene) -> Intent | Refusal | None:
    """Return the intent of a question that stands by itself."""
    if asked.shape is None and not heard.conditions:
        return None
    says_what = bool(
        asked.metrics or heard.conditions or heard.times.spots or heard.times.hours or asked.by
    )
    if asked.shape == "total" and not says_what and not heard.says("op.sold", "op.took"):
        return None
    if _mixes_customers(asked):
        return Refusal("unknown", is_unsure=True)
    shape = asked.shape or "total"
    metrics = tuple(asked.metrics) or _default_metrics(heard, asked)
    periods, against, assumed = _periods(heard, asked, scene)
    intent = _intent(shape, metrics, heard, asked).but(
        periods=periods, against=against, assumed=assumed
    )
    return _with_base(intent.but(conditions=tuple(heard.conditions)), heard, scene)


def _followed(heard: Heard, asked: Asked, past: follow.Before, scene: Scene) -> Intent | None:
    """Return the intent of a question that leans on the turn before it."""
    last = past.last
    if last.focus and asked.by == last.focus.dimension and heard.says("op.that"):
        asked.by, asked.shape = None, "total"
    metrics = follow.merge_metrics(heard, asked, past)
    reranked = follow.reranked(heard, asked, past)
    if reranked:
        intent = reranked
    elif follow.splits_reason(heard, asked, past):
        intent = last.but(by=asked.by, focus=None)
    elif follow.keeps_ranking(heard, asked, past) and not (
        asked.wants_percent and not asked.wants_share
    ):
        intent = last.but(focus=None)
    else:
        shape: Shape = asked.shape or (
            "share" if asked.wants_percent and not asked.is_changing else "total"
        )
        shape = "total" if shape == "share" and metrics == ("refund_rate",) else shape
        intent = _intent(shape, metrics, heard, asked)
    intent = intent.but(
        conditions=follow.merge_conditions(heard, asked, past),
        hours=heard.times.hours or last.hours,
    )
    if heard.times.spots:
        spans = _resolved(heard, scene, last.periods[0])
        leans = _steps_or_points(heard) or not asked.metrics
        if len(spans) == 1 and spans[0][1] and leans:
            spans = [(last.periods[0], False), *spans]
        periods, against, assumed = _chosen(heard, asked, spans, scene)
    else:
        periods, against, together = follow.pointed_periods(heard, past)
        intent, assumed = intent.but(together=together), ()
        if intent.shape == "compare":
            pair = follow.compared_before(past)
            periods, against = ((pair[0],), pair[1]) if pair else (periods, against)
        elif intent.shape == "why":
            against = against or last.against
        elif against and intent.shape == "total":
            intent = intent.but(shape="compare")
    return _with_base(intent.but(periods=periods, against=against, assumed=assumed), heard, scene)


def _steps_or_points(heard: Heard) -> bool:
    """Return whether a period is compared with the one before it in the conversation: "how is that against …"."""
    return heard.says("op.that") or isinstance(heard.times.spots[0].value, Step)


def _intent(shape: Shape, metrics: tuple[str, ...], heard: Heard, asked: Asked) -> Intent:
    return Intent(
        shape=shape,
        metrics=metrics,
        periods=(),
        hours=heard.times.hours,
        by=asked.by if _is_split(shape, asked) else None,
        rank=asked.rank,
        limit=asked.limit,
        per=asked.per,
        wants_share=asked.wants_share,
        wants_percent=asked.wants_percent,
        claim=asked.claim,
        together=heard.says("op.in_total") and shape == "total",
    )


def _is_split(shape: Shape, asked: Asked) -> bool:
    """Return whether an answer is split by what is named: "why did sales fall, by category"."""
    if shape == "why":
        return may_split(asked.by)
    return shape in {"rank", "list", "share"} or shape in KINDS


def _default_metrics(heard: Heard, asked: Asked) -> tuple[str, ...]:
    """Return what is measured when no metric is named: units of things counted, else net sales."""
    if asked.shape == "pair":
        return ("sales_count",)
    if asked.shape and asked.shape in KINDS:
        return KINDS[asked.shape].metrics
    if heard.says("op.how_many") and heard.says("op.sold"):
        return ("units",)
    things = {"product", "category"} & {
        condition.dimension.split(":")[0] for condition in heard.conditions
    }
    if things and asked.shape in {"total", "list", None} and not heard.says("op.money", "op.took"):
        return ("net_sales", "units") if heard.says("op.how_much") else ("units", "net_sales")
    if asked.shape == "share" and heard.says("dimension.product"):
        return ("units",)
    if heard.says("dimension.product") and heard.says("op.sold") and not heard.says("op.how_much"):
        return ("units", "net_sales")
    return ("net_sales",)


def _resolved(heard: Heard, scene: Scene, anchor: When | None) -> list[tuple[When, bool]]:
    """Return the spans of a question, its steps taken, each with whether it is the one compared with."""
    spans: list[tuple[When, bool]] = []
    for spot in heard.times.spots:
        if isinstance(spot.value, When):
            spans.append((_ever(spot.value, scene), spot.against))
            continue
        led = _stepped(spot.value, spans[0][0] if spans else anchor, spot.against, scene.clock)
        if isinstance(led, tuple):
            spans += [(led[0], False), (led[1], spot.against)]
        else:
            spans.append((led, spot.against))
    return spans


def _stepped(
    step: Step, anchor: When | None, against: bool, clock: Clock
) -> When | tuple[When, When]:
    """Return the span a step leads to; with nothing to step from, the last one, or both when it is compared with."""
    if anchor is not None:
        return alike.step(step, anchor, clock)
    unit = step.unit or "week"
    if step.weekday is not None:
        return clock.weekday(step.weekday)
    if not against:
        return clock.unit(unit, step.count)
    running = clock.cut(
        clock.unit("month" if unit == "year" else "day" if unit == "week" else unit)
    )
    now = running or clock.unit("month")
    return now, alike.step(step, now, clock)


def _ever(when: When, scene: Scene) -> When:
    first = scene.vocabulary.first_day
    return (
        replace(when, first=first) if when.grain == "all" and first and first <= when.last else when
    )


def _periods(
    heard: Heard, asked: Asked, scene: Scene
) -> tuple[tuple[When, ...], When | None, tuple[str, ...]]:
    return _chosen(heard, asked, _resolved(heard, scene, None), scene)


def _chosen(
    heard: Heard, asked: Asked, spans: list[tuple[When, bool]], scene: Scene
) -> tuple[tuple[When, ...], When | None, tuple[str, ...]]:
    """Return the periods asked about, the one compared with, and what was assumed."""
    clock = scene.clock
    compares = asked.shape in _OF_TWO or any(against for _, against in spans)
    others = [when for when, against in spans if against]
    own = [when for when, against in spans if not against]
    if compares and len(spans) == 2 and (not own or _is_first_of_two(heard)):
        own, others = [spans[0][0]], [spans[1][0]]
    if compares and not others and len(own) == 2:
        return (own[0],), own[1], ()
    if compares and others:
        now = own[0] if own else alike.running_like(others[0], clock)
        return (now,), _same_part(now, others[0], clock), ()
    if own:
        return _adjoined(own, asked), None, ()
    if heard.times.hours:
        return (clock.cut(clock.unit("day")) or clock.unit("day", 1),), None, ("period",)
    if compares:
        unit = "week" if asked.shape == "why" else "month"
        return (
            (
                clock.unit("week", 1)
                if unit == "week"
                else clock.cut(clock.unit("month")) or clock.unit("month", 1),
            ),
            None,
            ("period",),
        )
    return (clock.last(_DEFAULT_DAYS, "day"),), None, ("period",)


def _same_part(now: When, other: When, clock: Clock) -> When:
    """Return the same days a year before where a shorter period is set against last year: "octobre … l'an dernier"."""
    if other.name == "last_year" and now.grain not in {"year", "all", "since"}:
        return alike.step(Step("year"), now, clock)
    return other


def _is_first_of_two(heard: Heard) -> bool:
    """Return whether the first of two periods is the one asked about: "compare September with August"."""
    if len(heard.times.spots) != 2:
        return False
    first, second = heard.times.spots
    return first.against and first.end == second.start


def _adjoined(spans: list[When], asked: Asked) -> tuple[When, ...]:
    """Return spans that follow each other as one where a ranking needs one: "yesterday and the day before"."""
    ordered = sorted(spans, key=lambda when: when.first)
    touching = all(one.last + timedelta(days=1) == other.first for one, other in pairwise(ordered))
    if (
        asked.shape in {"rank", "list", "pair", "biggest", "share"}
        and len(ordered) > 1
        and touching
    ):
        return (When(ordered[0].first, ordered[-1].last, "span", until=ordered[-1].until),)
    return tuple(spans)


def _with_base(intent: Intent, heard: Heard, scene: Scene) -> Intent:
    """Fill in what a comparison compares with, and cut both periods to the same elapsed part."""
    if intent.shape == "share" and not intent.conditions and not intent.hours and not intent.by:
        return intent.but(
            shape="total"
            if intent.metrics == ("refund_rate",)
            else "compare"
            if intent.against
            else "share"
        )
    wants_base = intent.shape in _OF_TWO or intent.against is not None
    if not wants_base:
        return intent
    now = intent.periods[0]
    against = intent.against or alike.previous(now, scene.clock)
    now, against = alike.like_for_like(now, against, scene.clock)
    shape = "compare" if intent.shape in {"total", "share"} else intent.shape
    return intent.but(shape=shape, periods=(now, *intent.periods[1:]), against=against)
