"""A language's sentences, and periods, conditions and hours in its words."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

from chat.analyst.intent import Condition, Intent
from chat.analyst.lexicon import FOLDER, LANGUAGES
from chat.analyst.moments import Clock, When
from chat.analyst.reply import plain_label
from insights.dates import clock as clock_time
from insights.dates import day_range, full_day, long_day, month_year
from insights.metrics.catalog import ATTRIBUTE, METRICS, dimension_of, metric_of
from insights.metrics.wording import part_name

_MOST_NAMES = 4


@lru_cache(maxsize=16)
def _sentences(code: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / f"{code}.say.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Speaker:
    """Speaks one language to one merchant."""

    language: str
    locale: str
    clock: Clock

    def say(self, key: str, **words: object) -> str:
        """Return the sentence "section.key" with its words filled in."""
        section, name = key.split(".", 1)
        return self.sentences[section][name].format(**words)

    def can_say(self, key: str) -> bool:
        """Return whether there is such a sentence."""
        section, name = key.split(".", 1)
        return name in self.sentences.get(section, {})

    @cached_property
    def sentences(self) -> dict[str, dict[str, str]]:
        """The sentences of the language; English where it has none."""
        return _sentences(self.language if self.language in LANGUAGES else "en")

    def metric(self, key: str, *, begins: bool = True) -> str:
        """Return a metric's name; within an English sentence it is written small."""
        if not begins and key in self.sentences["inside"]:
            return self.sentences["inside"][key]
        own = self.sentences["metric"].get(key)
        name = own or (metric_of(key).words(self.language).name if key in METRICS else key)
        return name if begins or self.language != "en" else name[0].lower() + name[1:]

    def by(self, dimension: str) -> str:
        """Return what a breakdown is called after "by"."""
        name = dimension.removeprefix(ATTRIBUTE)
        is_attribute = name != dimension
        # Where a language bends its nouns, "by" may know an attribute in another form than its name.
        known = self.sentences["by"].get(name) if not is_attribute or self.bends else None
        return known or self.head(dimension)

    def head(self, dimension: str) -> str:
        """Return what a breakdown is called by itself, as at the head of a column."""
        name = dimension.removeprefix(ATTRIBUTE)
        section = "attribute" if name != dimension else "head" if self.bends else "by"
        return self.sentences[section].get(name) or plain_label(name)

    @property
    def bends(self) -> bool:
        """Whether the language's nouns have another form behind "by" than by themselves."""
        return "head" in self.sentences

    def when(self, when: When) -> str:
        """Return a period in words: always its days, "so far" where it still runs, its time where it is cut."""
        text = self._days(when)
        if when.until is None:
            return text
        time = clock_time(when.until, self.clock.calendar, self.locale)
        return self.say(
            "when.so_far" if when.last == self.clock.today else "when.cut", when=text, time=time
        )

    def _days(self, when: When) -> str:
        days = self.days(when)
        whole = when.until is None
        if when.grain == "quarter" and whole and not when.name:
            days = self.say(
                "when.quarter", quarter=(when.first.month + 2) // 3, year=when.first.year, days=days
            )
        if when.grain == "all":
            return self.say("when.all", days=days)
        if when.name and self.can_say(f"when.{when.name}") and when.grain != "since":
            return self.say("when.named", name=self.say(f"when.{when.name}"), days=days)
        return days

    def days(self, when: When) -> str:
        """Return the days of a period: one day with its weekday, a whole month by its name, else first and last."""
        if when.first == when.last:
            return full_day(when.first, self.locale)
        if when.grain == "month" and when.until is None:
            return month_year(when.first, self.locale)
        return day_range(when.period, self.locale, with_year=True)

    def day(self, day: date) -> str:
        """Return one day: 1 December 2010."""
        return long_day(day, self.locale)

    def moment(self, moment: datetime) -> str:
        """Return a moment with its day and time."""
        local = self.clock.calendar.local(moment)
        return f"{long_day(local.date(), self.locale)}, {clock_time(moment, self.clock.calendar, self.locale)}"

    def what(self, intent: Intent) -> str:
        """Return the conditions and hours of an intent as they follow a metric's name."""
        parts = [self._condition(condition) for condition in intent.conditions]
        hours = self.hours(intent)
        return "".join(parts) + (f" {hours}" if hours else "")

    def _condition(self, condition: Condition) -> str:
        if condition.op == "missing":
            plain = self.unnamed(condition.dimension)
            return self.say("what.missing", names=plain[0].lower() + plain[1:])
        return self.say(f"what.{condition.op}", names=self.names(condition))

    def names(self, condition: Condition) -> str:
        """Return the values of a condition by their names; many are counted rather than listed."""
        dimension = condition.dimension
        labels = condition.labels or condition.values
        shown = [
            self.label(dimension, value, label)
            for value, label in zip(condition.values, labels, strict=False)
        ]
        shown = list(dict.fromkeys(shown))
        if dimension.startswith(ATTRIBUTE):
            shown = [
                self.say("what.named", dimension=self.head(dimension), name=name) for name in shown
            ]
        if len(shown) > _MOST_NAMES:
            return ", ".join(shown[: _MOST_NAMES - 2]) + self.say("what.others")
        return self.listed(shown)

    def label(self, dimension: str, key: str, label: str) -> str:
        """Return what one part of a dimension is called."""
        if not key:
            return self.unnamed(dimension)
        return plain_label(part_name(dimension, key, self.locale, label=label))

    def unnamed(self, dimension: str) -> str:
        """Return what the part is called that has no value of a dimension: "Without customer"."""
        if self.can_say(f"unnamed.{dimension}"):
            return self.say(f"unnamed.{dimension}")
        return dimension_of(dimension).words(self.language).plain

    def listed(self, names: list[str]) -> str:
        """Return names as a list in a sentence."""
        if len(names) < 2:
            return "".join(names)
        return ", ".join(names[:-1]) + self.say("what.and") + names[-1]

    def hours(self, intent: Intent) -> str:
        """Return the hours an intent is limited to, "" where it is not."""
        if intent.hours is None:
            return ""
        start, end = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in intent.hours)
        if intent.hours[1] >= 24 * 60:
            return self.say("when.from", start=start)
        return self.say("when.from_to" if intent.hours[0] else "when.until", start=start, end=end)
