"""Full text: the words of a text, stemmed in its own language."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

# What Postgres has a stemmer for; Polish and others are matched as they are written.
CONFIGS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "sv": "swedish",
}  # fmt: skip
PLAIN = "simple"


def config_for(language: str) -> str:
    """Return the text search configuration of a language."""
    return CONFIGS.get(language[:2].lower(), PLAIN)


def words_vector(text: str, language: str) -> SearchVector:
    """Return the expression that turns a text into its searchable words."""
    return SearchVector(Value(text), config=config_for(language))
