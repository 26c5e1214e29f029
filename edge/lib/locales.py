"""Which locale's dates and numbers a reader expects."""

from babel import Locale, UnknownLocaleError

# Where English is spoken, dates and numbers follow the country.
ENGLISH_SPEAKING = frozenset({"US", "CA", "AU", "NZ", "IE", "IN", "ZA"})


def locale_for(language: str, country: str = "") -> str:
    """Return the locale whose dates a reader of `language` in `country` expects.

    English outside English-speaking countries is British: a café in Berlin writes 24 November, not November 24.
    """
    spoken = language.split("-")[0] or "en"
    wanted = f"{spoken}_{country.upper()}" if country else spoken
    if spoken == "en":
        return wanted if country.upper() in ENGLISH_SPEAKING else "en_GB"
    try:
        Locale.parse(wanted)
    except (UnknownLocaleError, ValueError):
        return spoken
    return wanted
