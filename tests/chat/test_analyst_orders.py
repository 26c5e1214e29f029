"""Orders of words that English and German do not have: adjectives behind, articles run in, hours after an article."""

import tomllib

import pytest

from chat.analyst.lexicon import Lexicon
from chat.analyst.repair import repair
from chat.analyst.text import tokenize
from chat.analyst.when import read_times
from tests.chat.analyst_scenes import cafe, clock, days

_FRENCH = """
[language]
swaps = ["", "s", "e", "es", "a", "i"]
shortens = ["yes"]
day_joins = ["de"]
numbers = ["{tens} {one}", "{tens} et {one}"]
teens = ["60"]
[time]
yesterday = "hier"
last = "dernier, dernière, derniers, dernières, passé"
this = "ce, cette, en cours"
before_last = "avant-dernier, avant-dernière"
next = "prochain"
until = "jusqu'à"
to = "au, à"
between = "entre"
and = "et"
since = "depuis, à partir de"
start = "début"
middle = "mi"
end = "fin"
at_hour = "a las"
from_hour = "dopo le"
until_hour = "antes de las"
ago_before = "il y a, hace"
same = "même"
[unit]
day = "jour, jours"
week = "semaine"
month = "mois"
year = "an, année, années, año"
half = "moitié"
weekend = "week-end, week-ends"
[weekday]
0 = "lundi"
5 = "samedi"
[weekdays]
5 = "samedis"
[month]
3 = "mars, marca"
5 = "mai, mayo"
10 = "octobre"
11 = "novembre"
[number]
1 = "un"
2 = "deux"
3 = "trois"
11 = "onze"
20 = "vingt"
60 = "soixante"
[ordinal]
1 = "premier, première"
[part]
6-12 = "de la mañana"
12-17 = "de l'après-midi, de la tarde"
[named]
easter = "Pâques"
christmas = "Noël"
[filler]
words = "le, la, les, du, de, en, y, las, el, une, una, ventas, ventes, toutes"
"""
_LEXICON = Lexicon("xx", tomllib.loads(_FRENCH))


def _read(question):
    tokens = [token for token in tokenize(question) if token.kind != "end"]
    return read_times(_LEXICON.tag(repair(tokens, _LEXICON, cafe())), clock(), _LEXICON)


SPANS = [
    ("ventes d'hier", "2026-11-23", "2026-11-23"),
    ("la semaine dernière", "2026-11-16", "2026-11-22"),
    ("le mois dernier", "2026-10-01", "2026-10-31"),
    ("l'année dernière", "2025-01-01", "2025-12-31"),
    ("l'avant-dernière semaine", "2026-11-09", "2026-11-15"),
    ("la semaine en cours", "2026-11-23", "2026-11-24"),
    ("les 7 derniers jours", "2026-11-17", "2026-11-23"),
    ("les trois dernières semaines", "2026-11-02", "2026-11-22"),
    ("les 2 mois passés", "2026-09-01", "2026-10-31"),
    ("les vingt et un derniers jours", "2026-11-03", "2026-11-23"),
    ("les soixante-onze derniers jours", "2026-09-14", "2026-11-23"),
    ("samedi dernier", "2026-11-21", "2026-11-21"),
    ("le lundi de la semaine dernière", "2026-11-16", "2026-11-16"),
    ("en mai dernier", "2026-05-01", "2026-05-31"),
    ("en mai de l'année dernière", "2025-05-01", "2025-05-31"),
    ("il y a 3 jours", "2026-11-21", "2026-11-21"),
    ("hace una semaine", "2026-11-16", "2026-11-22"),
    ("du 3 au 9 mai", "2026-05-03", "2026-05-09"),
    ("du 1er au 9 mai 2025", "2025-05-01", "2025-05-09"),
    ("du lundi 4 au samedi 9 mai", "2026-05-04", "2026-05-09"),
    ("entre le 3 et le 9 mai", "2026-05-03", "2026-05-09"),
    ("3 de mayo de 2011", "2011-05-03", "2011-05-03"),
    ("le samedi 7 novembre", "2026-11-07", "2026-11-07"),
    ("le 12 du mois dernier", "2026-10-12", "2026-10-12"),
    ("le 1er du mois dernier", "2026-10-01", "2026-10-01"),
    ("la première moitié de mars", "2026-03-01", "2026-03-15"),
    ("mi-octobre", "2026-10-11", "2026-10-20"),
    ("début mars", "2026-03-01", "2026-03-10"),
    ("fin mars", "2026-03-21", "2026-03-31"),
    ("depuis Pâques", "2026-04-03", "2026-11-24"),
    ("depuis début mars", "2026-03-01", "2026-11-24"),
    ("à partir de mars jusqu'à fin mai", "2026-03-01", "2026-05-31"),
    ("la semaine de Noël", "2025-12-22", "2025-12-28"),
    ("lannée dernière", "2025-01-01", "2025-12-31"),
]


@pytest.mark.parametrize(("question", "first", "last"), SPANS)
def test_a_period_is_read_in_the_order_of_romance_languages(question, first, last):
    (spot,) = _read(question).spots

    assert days(spot.value) == (first, last)


HOURS = [
    ("hier à 14h30", 870, 930),
    ("hier entre 12h et 14h", 720, 840),
    ("hier de 9 h à 11 h", 540, 660),
    ("hier à 15 heures", 900, 960),
    ("hier a las 2 de la tarde", 840, 900),
    ("hier entre las 12 et las 3 de la tarde", 720, 900),
    ("hier dopo le 20", 1200, 1440),
    ("hier antes de las 10", 0, 600),
    ("hier a las 9 de la mañana", 540, 600),
]


@pytest.mark.parametrize(("question", "start", "end"), HOURS)
def test_hours_are_read_with_their_articles_and_parts_of_the_day(question, start, end):
    times = _read(question)

    assert times.hours == (start, end)
    assert [days(spot.value) for spot in times.spots] == [("2026-11-23", "2026-11-23")]


@pytest.mark.parametrize(("words", "day"), [("trois derniers samedis", 5), ("3 samedis passés", 5)])
def test_the_last_three_saturdays_are_those_days_alone(words, day):
    times = _read(f"les {words}")

    assert [days(spot.value) for spot in times.spots] == [("2026-11-07", "2026-11-21")]
    assert times.weekdays == [day]


@pytest.mark.parametrize("question", ["semaine prochaine", "lundi prochain"])
def test_what_lies_ahead_is_no_period(question):
    assert _read(question).is_future


TOKENS = [
    ("qu'est-ce que", ["qu'", "est", "ce", "que"]),
    ("a-t-on vendu", ["a", "on", "vendu"]),
    ("¿Cuánto ayer?", ["cuanto", "ayer"]),
    ("nell’ultima", ["nell'", "ultima"]),
    ("aujourd'hui", ["aujourdhui"]),
    ("œufs", ["oeufs"]),
    ("don't", ["dont"]),
    ("złoty", ["zloty"]),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_a_word_and_what_is_run_into_it_are_told_apart(text, tokens):
    assert [token.text for token in tokenize(text) if token.kind != "end"] == tokens


def test_a_star_opens_the_word_before_it_wherever_it_stands():
    polish = Lexicon(
        "xx", {"metric": {"average_sale": "średni* wartoś* zamówie*"}, "op": {"sold": "sprzeda*"}}
    )

    (average, sold) = polish.tag(tokenize("średniej wartości zamówienia sprzedaliśmy"))

    assert (average.meanings, sold.meanings) == ({"metric.average_sale"}, {"op.sold"})
