"""Assembles home: the day against usual ones, week, month, what sells, when it is busy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from edge.merchants.models import Merchant
from insights.reach import reach_of
from insights.sections import home_read, home_words
from insights.sections.asking import ask
from insights.sections.comparing import Reader
from insights.sections.day import DaySection, day_section
from insights.sections.items import ItemsSection, items_section
from insights.sections.money import METRICS, MoneySection, money_section
from insights.sections.rhythm import Rhythm, rhythm_section
from insights.sections.versus import Versus, versus
from insights.standing import stand


@dataclass(frozen=True)
class HomePage:
    """Everything that home shows of the books; late_note says where the page stands, and why."""

    when: str
    data_until: str
    late_note: str
    suggestions: tuple[str, ...]
    day: DaySection
    week: Versus
    month: Versus
    items: ItemsSection
    rhythm: Rhythm
    money: MoneySection | None


def home(
    merchant: Merchant, *, now: datetime, reader: Reader, sees: Callable[[str], bool]
) -> HomePage | None:
    """Return home at `now`, None where nothing was sold yet; inside the merchant's context.

    sees: whether the reader's role may see a metric. At most four statements, none of them a write.
    """
    reach = reach_of(merchant)
    if reach is None:
        return None
    standing = stand(reader.calendar, now=now, reach=reach)
    answers = ask(merchant, home_read.questions(standing, [key for key in METRICS if sees(key)]))
    later = ask(merchant, home_read.later_questions(standing, answers))
    return HomePage(
        when=home_words.when(standing, reader, now),
        data_until=home_words.moment(standing.data_until, standing, reader),
        late_note=home_words.late_note(standing, reader),
        suggestions=home_words.suggestions(standing, reader),
        day=day_section(standing, home_read.day_read(standing, answers, later), reader),
        week=versus(
            answers.figure("week"),
            home_read.before("week", standing.week_before, standing, answers),
            home_words.week(standing, reader),
            reader,
        ),
        month=versus(
            answers.figure("month"),
            home_read.before("month", standing.month_before, standing, answers),
            home_words.month(standing, reader),
            reader,
        ),
        items=items_section(standing, home_read.items_read(answers, later), reader),
        rhythm=rhythm_section(standing, answers.all_series("rhythm"), reader),
        money=money_section(standing, answers.figures("money"), reader),
    )
