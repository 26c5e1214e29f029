"""How a question was understood, computed and judged, as a terminal shows it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TAKEN, _PASSED = "✓", " "
_INDENT = " " * 6


def in_words(body: Mapping[str, Any]) -> str:
    """Return one explained turn as text."""
    return "\n".join(_lines(body))


def _lines(body: Mapping[str, Any]) -> Iterator[str]:
    yield f"── {body['question']}"
    if "tokens" in body:
        yield f"read in {body['language']} ({body['file']})"
        for token in body["tokens"]:
            yield from _token(token)
        yield "taken: " + " | ".join(_item(item) for item in body["items"])
    if body.get("left"):
        yield f"nothing explains: {', '.join(body['left'])}"
    yield from _meaning(body)
    yield from _figures(body["figures"])
    missing = f", missing: {', '.join(body['missing'])}" if body["missing"] else ""
    yield f"answer ({body['status']}{missing}):"
    yield from (_INDENT + line for line in body["answer"].splitlines())
    for reason in body.get("failed", ()):
        yield f"✗ {reason}"


def _figures(figures: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each figure with its SQL; what an earlier figure read already is named by that one."""
    read: dict[str, str] = {}
    for figure in figures:
        yield f"figure {figure['id']}: {figure['how']} {figure['metric']} = {figure['value']} {figure['unit']}"
        for sql in figure["sql"]:
            known = read.setdefault(sql, figure["id"])
            lines = sql.splitlines() if known == figure["id"] else [f"reads what {known} reads"]
            yield from (_INDENT + line for line in lines)


def _token(token: Mapping[str, Any]) -> Iterator[str]:
    mended = ""
    if token["read"] != token["typed"].casefold():
        mended = f" → {token['read']}"
    if "cost" in token:
        rivals = f", or {', '.join(token['rivals'])}" if token["rivals"] else ""
        mended += f" (a slip of {token['cost']}{rivals})"
    yield f"  {token['typed']}{mended}"
    for phrase in token["phrases"]:
        mark = _TAKEN if phrase["taken"] else _PASSED
        place = phrase["place"] or f"{phrase['meaning']}, the merchant's own"
        yield f"    {mark} “{phrase['words']}” {place}"
    for name in token["names"]:
        yield f"    · {name}"
    if not token["phrases"] and not token["names"]:
        yield "    no phrase of the language, no name of the merchant's"


def _item(item: Mapping[str, Any]) -> str:
    became = ", ".join(item["meanings"]) if item["became"] == "meaning" else item["became"]
    return f"{item['words']} = {became}"


def _meaning(body: Mapping[str, Any]) -> Iterator[str]:
    if body["confidence"] is not None:
        yield f"confidence: {body['confidence']:.2f}"
    if body.get("refusal"):
        refusal = body["refusal"]
        yield f"refused: {refusal['reason']} {refusal['topic']} {', '.join(refusal['words'])}".rstrip()
    if body.get("clarify"):
        yield f"asked back about: {body['clarify']}"
    if body["intent"]:
        yield "intent:"
        yield from (f"{_INDENT}{key}: {_short(value)}" for key, value in body["intent"].items())


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_short(one) for one in value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} {_short(one)}" for key, one in value.items()) + "}"
    return str(value)
