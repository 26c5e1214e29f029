"""Words for why a number changed: the change, whether such changes are usual, its factors, its movers, the evidence."""

from datetime import date, timedelta

from chat.analyst.found import Found
from chat.analyst.intent import Intent
from chat.analyst.moments import When
from chat.analyst.page import Page, sides
from chat.analyst.public_days import public_days
from chat.analyst.reply import Block, plain_label
from edge.lib.period import Period
from insights.dates import day_range
from insights.metrics.contributions import Mover, Split
from insights.metrics.explain import Days, Explanation
from insights.metrics.figure import Factor
from insights.metrics.like_changes import Usual

# Longer periods have so many holidays that naming them explains nothing.
_LONGEST_WITH_HOLIDAYS = 100
_MOST_HOLIDAYS = 4
_MOST_WEEKDAYS = 3
_UNSAID = {"why.level": ("then", "change", "growth"), "compare.difference": ("growth",)}
# The factors of each level that have a sentence of their own, after the numbers that they are about.
_EACH: tuple[tuple[Factor, str], ...] = (
    ("by_average", "why.effect"),
    ("by_items", "why.effect"),
    ("by_price", "why.price"),
    ("by_mix", "why.mix"),
)


def why(found: Found, page: Page) -> list[Block]:
    """Return the blocks of an explanation."""
    told, intent = found.explanation, found.intent
    if told is None:
        raise ValueError("nothing was explained")
    blocks = [Block("answer", " ".join(_first(told, intent, page)))]
    blocks += [Block("detail", text) for text in _factors(told, page) if text]
    if _adds_up(told):
        blocks.append(Block("note", page.speaker.say("why.exact")))
    if told.split:
        blocks.append(_table(told.split, told, intent, page))
    holidays = _holidays(intent, page)
    blocks += [Block("note", holidays)] if holidays else []
    if found.evidence:
        blocks.append(Block("detail", page.speaker.say("why.notes")))
    for note in found.evidence:
        days = day_range(Period(note.first, note.last), page.speaker.locale, with_year=True)
        head = tuple(plain_label(word) for word in (note.author, days) if word)
        blocks.append(Block("quote", plain_label(note.text), head=head))
    return blocks


def _first(told: Explanation, intent: Intent, page: Page) -> list[str]:
    """Return the change, what is wrong with the question's premise, and whether such a change is usual."""
    change = told.change.change.value or 0
    key = "why.first" if change else "why.level"
    if change and told.change.growth.value is None:
        key = "compare.difference"
    words = sides(intent, page, told.change)
    for name in _UNSAID.get(key, ()):
        # A number that no sentence shows has no place on the page.
        del words[name]
    sentences = [page.say(key, **words)]
    if intent.claim and change:
        really = "up" if change > 0 else "down"
        sentences += [page.speaker.say(f"why.was_{really}")] if really != intent.claim else []
    if told.usual and change:
        sentences.append(_usual(told.usual, intent, page))
    return sentences


def _usual(usual: Usual, intent: Intent, page: Page) -> str:
    """Return whether a change is like earlier ones, and how many of those were as large."""
    words: dict[str, object] = {
        "step": page.speaker.say(f"why.step_{_step(usual.step, intent)}"),
        "past": usual.past,
    }
    if not usual.as_large.value:
        return page.say("why.record", **words)
    key = "why.usual" if usual.is_usual else "why.unusual"
    return page.say(key, as_large=usual.as_large, **words)


def _step(step: str, intent: Intent) -> str:
    """Return how periods like these follow each other; those that do not follow have no name."""
    now, then = intent.periods[0], intent.against
    if then is None:
        return "span"
    gap = timedelta(days=7) if step == "day" else timedelta(days=then.days)
    follows = then.first + gap == now.first or then.last + timedelta(days=1) == now.first
    is_cut = now.until is not None and step == "week" and now.first - then.first == timedelta(7)
    months = (now.first.year - then.first.year) * 12 + now.first.month - then.first.month
    is_cut = is_cut or (now.until is not None and months == _MONTHS.get(step))
    return step if follows or is_cut else "span"


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _factors(told: Explanation, page: Page) -> list[str]:
    """Return one paragraph each for the number of sales, the average sale, and refunds."""
    return [_count(told, page), _average(told, page), _refunds(told, page)]


def _count(told: Explanation, page: Page) -> str:
    sentences = []
    if told.change.now.metric != "sales_count":
        sentences += _compared("sales_count", "why.count", told, page)
    if not sentences and told.change.now.metric != "sales_count":
        return ""
    if "by_count" in told.factors and sentences:
        sentences.append(page.say("why.effect", effect=told.factors["by_count"]))
    if told.days and told.factors.get("by_days"):
        sentences += _calendar(told.days, told, page)
    return " ".join(sentences)


def _calendar(days: Days, told: Explanation, page: Page) -> list[str]:
    """Return what other days of trade make, and which weekdays there were more and fewer of."""
    effect = told.factors["by_days"]
    sentences = [page.say("why.days", effect=effect, now=days.now, then=days.then)]
    for key, weekdays in (("why.more", days.more), ("why.fewer", days.fewer)):
        if 0 < len(weekdays) <= _MOST_WEEKDAYS:
            names = [page.speaker.label("weekday", weekday, "") for weekday in weekdays]
            sentences.append(page.speaker.say(key, names=page.speaker.listed(names)))
    return [*sentences, page.say("why.pace", effect=told.factors["by_pace"])]


def _average(told: Explanation, page: Page) -> str:
    sentences = []
    if told.change.now.metric not in {"average_sale", "units"}:
        sentences += _compared("average_sale", "why.average", told, page)
    for factor, key in _EACH:
        effect = told.factors.get(factor)
        if factor == "by_items" and effect is not None:
            sentences += _compared("units_per_sale", "why.items", told, page)
        if effect is not None and (effect.value or factor in {"by_items", "by_average"}):
            sentences.append(page.say(key, effect=effect))
    return " ".join(sentences)


def _refunds(told: Explanation, page: Page) -> str:
    own = told.beside.get("refunds")
    if own is None or told.change.now.metric != "net_sales":
        return ""
    sentences = _compared("refunds", "why.refunds", told, page)
    if sentences and told.given_back and told.factors:
        sentences.append(page.say("why.effect", effect=told.given_back))
    return " ".join(sentences)


def _compared(metric: str, key: str, told: Explanation, page: Page) -> list[str]:
    """Return a number of both periods, nothing where there was none in either."""
    own = told.beside.get(metric)
    if own is None or not (own.now.value or own.then.value):
        return []
    if key == "why.refunds":
        return [page.say(key, now=own.now, then=own.then)]
    has_both = own.growth.value is not None
    return [page.say(key, now=own.now, then=own.then, growth=own.growth)] if has_both else []


def _adds_up(told: Explanation) -> bool:
    """Return whether the sentences hold every part of the change."""
    return bool(told.factors) and told.change.now.metric != "sales_count"


def _table(split: Split, told: Explanation, intent: Intent, page: Page) -> Block:
    """Return the movers, everything else and the whole change; the first two add up to the third."""
    speaker = page.speaker
    rows = [(_name(split.by, mover, page), str(page.place(mover.change))) for mover in split.movers]
    if split.rest:
        rows.append((speaker.say("why.rest"), str(page.place(split.rest))))
    rows.append((speaker.say("why.whole"), str(page.place(told.change.change))))
    by = speaker.by(split.by)
    key = "why.asked" if intent.by == split.by else "why.movers"
    head = (speaker.head(split.by).capitalize(), speaker.say("why.change_head"))
    return Block("table", speaker.say(key, by=by), tuple(rows), head)


def _name(by: str, mover: Mover, page: Page) -> str:
    name = page.speaker.label(by, mover.key, mover.label)
    if mover.then.rows and not mover.now.rows:
        return page.speaker.say("why.none_now", name=name)
    if mover.now.rows and not mover.then.rows:
        return page.speaker.say("why.none_then", name=name)
    return name


def _holidays(intent: Intent, page: Page) -> str:
    """Return the public holidays in either period, where they are not the same and few enough to tell."""
    found = [
        _holidays_in(when, page) for when in (intent.periods[0], intent.against) if when is not None
    ]
    if any(len(days) > _MOST_HOLIDAYS for days in found) or not any(found):
        return ""
    if len(found) == 2 and [name for _, name in found[0]] == [name for _, name in found[1]]:
        return ""
    days = dict.fromkeys(sorted(day for own in found for day in own))
    names = [
        page.speaker.say("why.holiday", name=plain_label(name), day=page.speaker.day(day))
        for day, name in days
    ]
    return page.speaker.say("why.holidays", names=page.speaker.listed(names))


def _holidays_in(when: When, page: Page) -> list[tuple[date, str]]:
    if when.days > _LONGEST_WITH_HOLIDAYS:
        return []
    return public_days(page.speaker.clock.country, when.first, when.last, page.speaker.language)
