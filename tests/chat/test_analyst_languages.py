"""Every language of the analyst has what English has: sentences with the same places, words for the same meanings."""

import string
import tomllib

import pytest

from chat.analyst.lexicon import FOLDER, LANGUAGES

# Only some languages need these: words that mean several things, names that the catalog gives English and German.
OWN = {"either", "unnamed", "inside", "metric", "alias", "demonym", "language", "money"}
# Meanings whose words a language may say by others.
MAY_LACK = {"time.ago", "time.from", "time.at_hour", "op.each", "unit.fortnight", "part.0-12"}


def read(name):
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def places(sentence):
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_of_english_is_there_with_the_same_places(language):
    english, own = read("en.say.toml"), read(f"{language}.say.toml")

    for section, sentences in english.items():
        if section in OWN:
            continue
        assert set(sentences) <= set(own[section]), section
        for key, sentence in sentences.items():
            assert places(own[section][key]) == places(sentence), f"{section}.{key}"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code not in {"en", "de"}])
def test_names_that_the_catalog_lacks_are_said(language):
    own = read(f"{language}.say.toml")
    metrics = {
        "gross_sales",
        "refunds",
        "net_sales",
        "sales_count",
        "average_sale",
        "units",
        "customers",
        "tips",
    }

    assert metrics <= set(own["metric"])
    assert {"product", "category", "country", "customer", "staff", "location"} <= set(
        own["unnamed"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_meaning_of_english_has_words(language):
    english, own = read("en.toml"), read(f"{language}.toml")
    lacking = [
        f"{section}.{key}"
        for section, entries in english.items()
        if section not in OWN
        for key in entries
        if key not in own.get(section, {}) and f"{section}.{key}" not in MAY_LACK
    ]

    # How high a language counts in ordinals differs: "the twenty-first of May" is "le 21 mai".
    own_ways = {"number", "named", "ordinal"}
    assert not [meaning for meaning in lacking if meaning.split(".")[0] not in own_ways]
