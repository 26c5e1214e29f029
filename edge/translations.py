"""The texts of every page in every language: collected from code and templates, merged, compiled."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = "en"
FOLDERS = ("edge", "insights", "connectors", "chat")
# The function's name and which of its arguments are texts, as gettext knows them.
KEYWORDS: Mapping[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Django writes %(name)s into msgids for each variable of a template.
_PYTHON_FORMAT = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class Gap:
    """A text that a language lacks, and where it is used."""

    language: str
    text: str
    place: str


def collect() -> Catalog:
    """Return every text that code and templates ask to be translated, with its places."""
    catalog = Catalog(charset="utf-8", fuzzy=False, domain="django")
    for path, source in _sources():
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, function, text, _comments in extract_python(
            io.BytesIO(source.encode("utf-8")), KEYWORDS, [], {"encoding": "utf-8"}
        ):
            _add(catalog, str(function), text, place)
    return catalog


def update(language: str) -> Catalog:
    """Bring a language's catalog up to date with the sources, keeping its texts, and compile it."""
    known = load(language)
    fresh = collect()
    merged = Catalog(locale=language, charset="utf-8", fuzzy=False, domain="django")
    merged.header_comment = f"# Edge in {language}: every msgid of code and templates."
    for message in fresh:
        if not message.id:
            continue
        before = known.get(message.id, message.context)
        text = before.string if before is not None else ""
        merged.add(
            message.id,
            text,
            locations=message.locations,
            flags=message.flags,
            context=message.context,
        )
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, merged, sort_output=True, omit_header=False, width=100, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, merged)
    return merged


def load(language: str) -> Catalog:
    """Return a language's catalog as it stands in the repository, empty where there is none."""
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def gaps(language: str) -> list[Gap]:
    """Return the texts that the sources use and the language lacks, or whose variables differ."""
    known = load(language)
    found = []
    for message in collect():
        if not message.id:
            continue
        translated = known.get(message.id, message.context)
        if translated is None or not _is_whole(message, translated):
            text = message.id if isinstance(message.id, str) else message.id[0]
            place = message.locations[0][0] if message.locations else ""
            found.append(Gap(language, text, place))
    return found


def catalog_path(language: str) -> Path:
    """Return where a language's texts lie."""
    folder = Path(settings.LOCALE_PATHS[0])
    return folder / language / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            yield path, path.read_text("utf-8")
    templates = settings.BASE_DIR / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        yield path, templatize(path.read_text("utf-8"), origin=str(path))


def _add(catalog: Catalog, function: str, text: object, place: str) -> None:
    parts = text if isinstance(text, tuple) else (text,)
    keywords = KEYWORDS[function]
    context = None
    if keywords is not None and isinstance(keywords[0], tuple):
        context, *rest = parts
        parts = tuple(rest)
    wanted = (
        parts[:2]
        if function.removesuffix("_lazy").startswith(("ngettext", "npgettext"))
        else parts[:1]
    )
    # Nothing to say where the text is put together at run time.
    if not wanted or not all(isinstance(part, str) and part for part in wanted):
        return
    identity = wanted[0] if len(wanted) == 1 else wanted
    flags = {"python-format"} if _PYTHON_FORMAT.search(str(wanted[0])) else set()
    catalog.add(identity, locations=[(place, 0)], flags=flags, context=context)


def _is_whole(message: Message, translated: Message) -> bool:
    texts = translated.string if isinstance(translated.string, tuple) else (translated.string,)
    if not texts or not all(texts):
        return False
    # The last form of a plural is the general one: it must hold all variables.
    wanted = message.id if isinstance(message.id, str) else message.id[-1]
    return _variables(str(wanted)) == _variables(str(texts[-1]))


def _variables(text: str) -> set[str]:
    return set(_PYTHON_FORMAT.findall(text))
