"""Every text of pages and code exists in every language."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from edge import translations

OTHERS = [code for code, _name in settings.LANGUAGES if code != translations.SOURCE]


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing(language):
    assert translations.gaps(language) == []


@pytest.mark.parametrize("language", OTHERS)
def test_compiled_catalog_is_that_of_the_texts(language):
    known = [
        m for m in translations.load(language) if m.id and isinstance(m.id, str) and not m.context
    ]

    with translation.override(language):
        stale = [m.id for m in known if gettext(m.id) != m.string]

    assert stale == []


def test_collecting_finds_texts_of_code_and_of_templates():
    places = {place for message in translations.collect() for place, _line in message.locations}

    assert "insights/sections/day.py" in places
    assert "templates/base.html" in places
