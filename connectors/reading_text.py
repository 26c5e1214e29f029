"""A reading as plain text, for a terminal: what the upload page shows before anything is loaded."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from connectors.models import Upload
from connectors.pages.formats import Words
from connectors.pages.outline import outline_words, question_words
from connectors.uploads.interpreting.fields import label
from connectors.uploads.interpreting.reading import Question, read_back


def reading_text(upload: Upload, words: Words) -> str:
    """Return what an upload that waits was read as: the sentence, columns, evidence and problems."""
    reading = read_back(upload)
    lines = [
        "",
        *([] if upload.outline is None else _sentence(outline_words(upload.outline, words))),
        *_columns(upload),
        *(
            f"  ✓ {one.text}: {_share(one.share)} of {words.count(one.rows)}"
            for one in reading.evidence
        ),
        *([] if upload.outline is None else _problems(outline_words(upload.outline, words))),
    ]
    return "\n".join(lines)


def question_text(upload: Upload, question: Question, words: Words) -> str:
    """Return a question with its choices as numbers, ready for an answer behind it."""
    asked = question_words(question, upload, words)
    lines = ["", question.text]
    for number, (_key, title, result) in enumerate(asked["choices"], 1):
        lines.append(f"  {number}) {title}" + (f": {result}" if result else ""))
    if asked["choices"]:
        lines.append(_("Your choice (nothing to leave the file waiting): "))
    return "\n".join(lines)


def _sentence(outline: dict[str, Any]) -> Iterator[str]:
    yield _(
        "I read this as %(sales)s sales from %(first)s to %(last)s, %(net)s net of %(refunds)s refunds."
    ) % {name: outline[name] for name in ("sales", "first", "last", "net", "refunds")}
    for other in outline["others"]:
        yield _("Beside it, in %(currency)s and kept apart: %(net)s.") % other


def _columns(upload: Upload) -> Iterator[str]:
    for column in read_back(upload).columns:
        because = f" ({column.reason})" if column.reason else ""
        yield f"  {column.name}: {label(column.field)}{because}"


def _share(share: float) -> str:
    return f"{share:.1%}"


def _problems(outline: dict[str, Any]) -> Iterator[str]:
    for one in outline["problems"]:
        yield f"  ! {_group(one)}"
    for one in outline["left_out"]:
        yield f"  – {_group(one)}; {_('left out')}"


def _group(group: dict[str, Any]) -> str:
    amount = f", {group['sum']}" if group["sum"] else ""
    lines = ", ".join(one["line"] for one in group["examples"])
    return f"{group['rows']} {group['text']}{amount}" + (f" ({lines})" if lines else "")
