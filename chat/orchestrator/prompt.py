"""What the model is told: the stable part first, so that a provider's prompt cache holds, then the question."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from openai.types.chat import ChatCompletionMessageParam

from chat.orchestrator.contract import Asked

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
REMEMBERED_TURNS = 4
LANGUAGES = {"en": "English", "de": "German"}


@cache
def read_prompt(name: str) -> tuple[str, str]:
    """Return a prompt's text and the hash by which a call names it."""
    text = (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def first_messages(asked: Asked) -> list[ChatCompletionMessageParam]:
    """Return the conversation so far as the model reads it, ending with the question."""
    text, _ = read_prompt("answer")
    messages: list[ChatCompletionMessageParam] = [{"role": "system", "content": text}]
    for turn in asked.history[-REMEMBERED_TURNS:]:
        messages.append({"role": "user", "content": str(turn.get("question", ""))})
        messages.append({"role": "assistant", "content": f"({turn.get('status', 'answered')})"})
    messages.append({"role": "user", "content": _question(asked)})
    return messages


def _question(asked: Asked) -> str:
    merchant, local = asked.merchant, asked.merchant.calendar.local(asked.now)
    language = LANGUAGES.get(asked.language, asked.language)
    return (
        f"Language: {language}. "
        f"Business: {merchant.business_type or 'shop'} in {merchant.country}, {merchant.currency}. "
        f"Now: {local:%A, %Y-%m-%d %H:%M}.\n\n{asked.question}"
    )


def repair_message(problems: dict[str, list[Any]]) -> ChatCompletionMessageParam:
    """Return what the model is told about sentences that were not shown."""
    lines = [
        f"- {sentence!r}: {', '.join(sorted({each.reason for each in found}))}"
        for sentence, found in problems.items()
    ]
    return {
        "role": "user",
        "content": "These sentences were thrown away:\n" + "\n".join(lines)
        + "\nWrite them again by the rules, with placeholders for every number. Write nothing else.",
    }  # fmt: skip
