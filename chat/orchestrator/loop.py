"""The model's turn: it calls tools, writes sentences, and each sentence is checked before anyone sees it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from openai.types.chat import ChatCompletionMessageParam
from openai.types.chat.chat_completion_chunk import ChoiceDelta

from chat.orchestrator.contract import Asked
from chat.orchestrator.evidence import Desk
from chat.orchestrator.grounding import Problem, SentenceStream, check_sentence, placeholders_in
from chat.orchestrator.prompt import first_messages, repair_message
from chat.tools import TOOLS
from edge.lib.errors import EdgeError, ModelDown, ModelMayRead, ToolRetry
from edge.llm import gateway
from edge.merchants.tenancy import run_in_tenant
from edge.retrieval.search import Question

MOST_CALLS = 8
TIMEOUT_S = 60.0
PURPOSE = "answer"
_TOOLS = {tool.name: tool for tool in TOOLS}
_SCHEMAS = [tool.schema() for tool in TOOLS]


@dataclass(frozen=True)
class Looking:
    """The model asked a tool; shown as progress."""

    tool: str


@dataclass(frozen=True)
class Sentence:
    """A sentence that passed the check, its figures and quotes still placeholders."""

    text: str


@dataclass
class _Message:
    """One message of the model as it came in."""

    text: str = ""
    calls: dict[int, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, list[Problem]] = field(default_factory=dict)

    def add_calls(self, delta: ChoiceDelta) -> None:
        for piece in delta.tool_calls or ():
            call = self.calls.setdefault(piece.index, {"id": "", "name": "", "arguments": ""})
            call["id"] = piece.id or call["id"]
            if piece.function is not None:
                call["name"] += piece.function.name or ""
                call["arguments"] += piece.function.arguments or ""

    def as_param(self) -> ChatCompletionMessageParam:
        calls: Any = [
            {"id": call["id"] or f"call_{index}", "type": "function",
             "function": {"name": call["name"], "arguments": call["arguments"]}}
            for index, call in sorted(self.calls.items())
        ]  # fmt: skip
        if calls:
            return {"role": "assistant", "content": self.text, "tool_calls": calls}
        return {"role": "assistant", "content": self.text}


async def run_model(asked: Asked, desk: Desk) -> AsyncIterator[Looking | Sentence]:
    """Yield what the model looks up and the sentences that passed; raises ModelDown where no model helps.

    Ends after MOST_CALLS calls or TIMEOUT_S seconds, and after one repair of refused sentences.
    """
    messages = first_messages(asked)
    repaired = False
    try:
        async with asyncio.timeout(TIMEOUT_S):
            for _ in range(MOST_CALLS):
                message = _Message()
                async for sentence in _read(asked, messages, desk, message):
                    yield sentence
                messages.append(message.as_param())
                if message.calls:
                    for index, call in sorted(message.calls.items()):
                        yield Looking(call["name"])
                        messages.append(await _run_tool(asked, desk, index, call))
                elif message.refused and not repaired:
                    repaired = True
                    messages.append(repair_message(message.refused))
                else:
                    return
    except TimeoutError as error:
        raise ModelDown(
            "The model took too long.", log_text=f"no answer within {TIMEOUT_S} s"
        ) from error


async def _read(
    asked: Asked, messages: list[ChatCompletionMessageParam], desk: Desk, message: _Message
) -> AsyncIterator[Sentence]:
    stream = SentenceStream()
    chunks = gateway.stream_chat(
        asked.merchant.pk, purpose=PURPOSE, messages=messages, tools=_SCHEMAS
    )
    async for chunk in chunks:
        for choice in chunk.choices:
            message.add_calls(choice.delta)
            message.text += choice.delta.content or ""
            for sentence in stream.feed(choice.delta.content or ""):
                if passed := _passed(sentence, desk, message):
                    yield passed
    for sentence in stream.flush():
        if passed := _passed(sentence, desk, message):
            yield passed


def _passed(sentence: str, desk: Desk, message: _Message) -> Sentence | None:
    # What a model says before it has looked at anything is a preface, or a guess.
    if not desk.evidence.names:
        return None
    problems = check_sentence(sentence, desk.evidence.names)
    if problems:
        message.refused[sentence] = problems
        return None
    return Sentence(sentence)


async def _run_tool(
    asked: Asked, desk: Desk, index: int, call: dict[str, str]
) -> ChatCompletionMessageParam:
    tool = _TOOLS.get(call["name"])
    try:
        if tool is None:
            raise ToolRetry(f"There is no tool {call['name']!r}; there are {', '.join(_TOOLS)}.")
        await _embed_ahead(desk, call)
        result = await run_in_tenant(asked.merchant.pk, tool.call, desk, call["arguments"])
    except ModelMayRead as error:
        result = f"error ({error.code}): {error.merchant_text}"
    return {"role": "tool", "tool_call_id": call["id"] or f"call_{index}", "content": result}


async def _embed_ahead(desk: Desk, call: dict[str, str]) -> None:
    # No model is waited for inside a transaction: a search's vector is made before the tool runs.
    if call["name"] != "search_documents" or not gateway.has_embedder():
        return
    try:
        arguments = _TOOLS[call["name"]].arguments.model_validate_json(call["arguments"] or "{}")
        about: str = arguments.about  # type: ignore[attr-defined]  # SearchArguments
        [vector] = await gateway.embed([about], "query")
        desk.vectors[about] = Question(about, vector, await gateway.embedding_model())
    except (ValueError, EdgeError):
        # The tool says itself what is wrong with its arguments; without a vector it searches by words.
        return


def is_grounded(sentences: list[str]) -> bool:
    """Return whether an answer stands on anything: at least one figure or quote is shown in it."""
    return any(placeholders_in(sentence) for sentence in sentences)
