"""What a reading makes of a file, in words: totals, months, evidence, problems, first rows, the open questions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from connectors.models import Upload
from connectors.pages.formats import Words
from connectors.uploads.choices import NEEDS_A_COLUMN
from connectors.uploads.interpreting.reading import Question, Reading
from connectors.uploads.mending.refused import reason

# What a row may be: as the preview says it, and as the merchant may say what a word means.
ROWS = {
    "sale": _lazy("sale"),
    "refund": _lazy("refund"),
    "sale_and_refund": _lazy("sale, given back"),
    "void": _lazy("cancelled"),
    "payout": _lazy("payout"),
    "purchase": _lazy("own purchase"),
    "fee": _lazy("fee"),
    "tip": _lazy("tip"),
    "tax": _lazy("tax"),
    "discount": _lazy("discount"),
    "deposit": _lazy("deposit"),
    "shipping": _lazy("postage"),
    "voucher": _lazy("voucher"),
    "dispute": _lazy("disputed payment"),
    "declined": _lazy("declined"),
    "cash_in": _lazy("cash put in"),
    "cash_out": _lazy("cash taken out"),
    "repeated": _lazy("says again what other lines say"),
    "total": _lazy("a total of other lines"),
    "other": _lazy("without amount"),
}


def row_words(code: str) -> str:
    """Return what a row is."""
    return str(ROWS[code]) if code in ROWS else code


def question_words(question: Question, upload: Upload, words: Words) -> dict[str, Any]:
    """Return an open question with what each answer would make of the file."""
    found = (upload.outline or {}).get("choices", {}).get(question.key, [])
    results = {choice["key"]: _result(choice, words) for choice in found if "total" in choice}
    return {
        "key": question.key,
        "text": question.text,
        "needs_column": question.key in NEEDS_A_COLUMN,
        "choices": [(name, title, results.get(name, "")) for name, title in question.choices],
    }


def _result(choice: Mapping[str, Any], words: Words) -> str:
    total = choice["total"]
    said = [_("Net sales %(net)s") % {"net": words.money(total["net"])}]
    if total.get("tips") and float(total["tips"]):
        said.append(_("tips %(tips)s apart") % {"tips": words.money(total["tips"])})
    text = ngettext("%(count)s sale", "%(count)s sales", total["sales"])
    said.append(text % {"count": words.count(total["sales"])})
    told = {"first": words.day(choice["first_day"]), "last": words.day(choice["last_day"])}
    said.append(_("%(first)s to %(last)s") % told)
    return ", ".join(said)


def outline_words(outline: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the outline as its page prints it."""
    total = outline["total"]
    return {
        "sales": words.count(total["sales"]),
        "sales_number": total["sales"],
        "net": words.money(total["net"]),
        "refunds": words.money(total["refunds"]),
        "gross": words.money(total["gross"]),
        "first": words.day(outline["first_day"]),
        "last": words.day(outline["last_day"]),
        "rows": words.count(outline["rows"]),
        "rows_number": outline["rows"],
        "refused": outline["refused"],
        "is_as_before": outline.get("is_as_before", False),
        "format": _format(outline),
        "problems": [_problem(one, words) for one in outline["problems"]],
        "left_out": _left_out(outline, words),
        "evidence": [_evidence(one, words) for one in outline.get("evidence", [])],
        "head": [_row(one, words) for one in outline["head"]],
        "months": [_sums(month, words) for month in outline["months"]],
        "others": [
            _other(one, words)
            for one in outline.get("currencies", [])
            if one["currency"] != words.currency
        ],
    }


def _other(sums: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Return the sums of a currency that is not the merchant's own."""
    code = sums["currency"]
    amounts = {name: words.money(sums[name], code) for name in ("gross", "refunds", "net")}
    return amounts | {"currency": code}


def _sums(sums: Mapping[str, Any], words: Words) -> dict[str, str]:
    return {
        "name": words.month(sums.get("month")),
        "sales": words.count(sums["sales"]),
        "gross": words.money(sums["gross"]),
        "refunds": words.money(sums["refunds"]),
        "net": words.money(sums["net"]),
    }


_SEPARATORS = {
    ",": _lazy("commas"),
    ";": _lazy("semicolons"),
    "\t": _lazy("tabs"),
    "|": _lazy("bars"),
}
_KINDS = {
    "xlsx": _lazy("a workbook"),
    "ods": _lazy("a workbook"),
    "fixed": _lazy("columns of fixed width"),
}


def _format(outline: Mapping[str, Any]) -> str:
    if outline["kind"] in _KINDS:
        return str(_KINDS[outline["kind"]])
    separator = _SEPARATORS.get(outline["separator"])
    named = outline["separator"] if separator is None else str(separator)
    return f"{named}, {outline['encoding'].upper()}"


def _problem(problem: Mapping[str, Any], words: Words) -> dict[str, Any]:
    text = ngettext("line: %(reason)s", "lines: %(reason)s", problem["rows"])
    return {
        "rows": words.count(problem["rows"]),
        "text": text % {"reason": reason(problem["code"])},
        "sum": _amounts(problem, words),
        "examples": _examples(problem, words),
    }


def _amounts(group: Mapping[str, Any], words: Words) -> str:
    """Return what the rows of a group hold, currencies apart; nothing where it is not known or nothing."""
    sums = group.get("sums", {})
    return ", ".join(words.money(sums[code], code) for code in sums if Decimal(sums[code]))


def _examples(problem: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """Return example lines: the line's number and, where it is kept, the line itself."""
    return [
        {"line": words.count(one["line"]), "raw": one["raw"]} for one in problem.get("lines", [])
    ]


def _left_out(outline: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """Return the rows that count for nothing as sales, by reason."""
    return [_group(one, words) for one in outline.get("left_out_reasons", [])]


def _group(group: Mapping[str, Any], words: Words) -> dict[str, Any]:
    text = ngettext("line: %(what)s", "lines: %(what)s", group["rows"])
    return {
        "rows": words.count(group["rows"]),
        "text": text % {"what": row_words(group["reason"])},
        "sum": _amounts(group, words),
        "examples": _examples(group, words),
    }


def _evidence(found: Mapping[str, Any], words: Words) -> dict[str, str]:
    good = round(found["share"] * found["rows"])
    text = _("%(good)s of %(rows)s lines") % {
        "good": words.count(good),
        "rows": words.count(found["rows"]),
    }
    return {"text": found["text"], "share": text}


def marks_words(reading: Reading, outline: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    """Return the words that say what a row is, each with its rows and sum where they were counted."""
    counted = {
        (mark["column"], word["word"]): word
        for mark in outline.get("marks", [])
        for word in mark["words"]
    }
    return [
        {
            "column": mark.name,
            "id": f"mark-{mark.cell}-{at}",
            "word": word,
            "means": means.value,
            **_counted(counted.get((mark.name, word), {}), words),
        }
        for mark in reading.marks
        for at, (word, means) in enumerate(mark.words)
    ]


def _counted(word: Mapping[str, Any], words: Words) -> dict[str, str]:
    return {
        "rows": words.count(word["rows"]) if "rows" in word else "",
        "sum": _amounts(word, words),
    }


def _row(row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    shown = {"line": row["line"], "raw": row["raw"]}
    if "refused" in row:
        why = _("%(reason)s: will not load until you mend it") % {"reason": reason(row["refused"])}
        return shown | {"why": why, "is_out": True}
    if row.get("left_out"):
        code = row["left_out"]
        what = row_words(code) if isinstance(code, str) else _("no sale")
        return shown | {"why": _("%(what)s, left out") % {"what": what}, "is_out": True}
    return shown | {
        "when": words.moment(row["when"]),
        "document": row["document"],
        "item": row["item"],
        "quantity": row["quantity"],
        "amount": words.money(row["amount"], row.get("currency", "")),
        "what": row_words(row["what"]),
    }
