"""The only door to models: chat as a stream, and embeddings; each call redacted, timed and written to the ledger."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from openai.types.chat import (
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionToolParam,
)

from edge.lib.errors import ModelDown
from edge.llm.models import ModelCall
from edge.llm.providers import Embedder, EmbeddingKind, LocalE5, OpenAICompatible
from edge.llm.providers.local_e5 import is_installed
from edge.merchants.tenancy import run_in_tenant
from edge.telemetry.redact import redact


@dataclass
class _Attempt:
    """What one call cost."""

    purpose: str
    model: str = ""
    status: str = "cancelled"
    tokens_in: int | None = None
    tokens_out: int | None = None
    begun: float = field(default_factory=time.perf_counter)

    def row(self, merchant_id: int) -> ModelCall:
        took_ms = round((time.perf_counter() - self.begun) * 1000)
        return ModelCall(
            merchant_id=merchant_id,
            purpose=self.purpose,
            model=self.model,
            status=self.status,
            took_ms=took_ms,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
        )


def has_chat_model() -> bool:
    """Return whether a server is configured that may be asked."""
    return bool(settings.OPENAI_BASE_URL and settings.OPENAI_API_KEY)


def has_embedder() -> bool:
    """Return whether texts can be embedded: by a configured server, or by the local model."""
    return bool(has_chat_model() and settings.EDGE_EMBEDDING_MODEL) or is_installed()


_upstreams: dict[tuple[str, str, str, str], OpenAICompatible] = {}


def _upstream() -> OpenAICompatible:
    if not has_chat_model():
        raise ModelDown(
            "No model is set up.", log_text="OPENAI_BASE_URL and OPENAI_API_KEY are not set"
        )
    key = (
        settings.OPENAI_BASE_URL,
        settings.OPENAI_API_KEY,
        settings.EDGE_MODEL,
        settings.EDGE_EMBEDDING_MODEL,
    )
    if key not in _upstreams:
        _upstreams[key] = OpenAICompatible(
            base_url=key[0], api_key=key[1], chat_model=key[2], embedding_model=key[3]
        )
    return _upstreams[key]


def _embedder() -> Embedder:
    if has_chat_model() and settings.EDGE_EMBEDDING_MODEL:
        return _upstream()
    return LocalE5()


def _redacted(message: ChatCompletionMessageParam) -> ChatCompletionMessageParam:
    content: Any = message.get("content")
    if not isinstance(content, str):
        return message
    clean: Any = {**message, "content": redact(content)}
    return clean  # type: ignore[no-any-return]  # the same kind of message, its text redacted


async def stream_chat(
    merchant_id: int,
    *,
    purpose: str,
    messages: Sequence[ChatCompletionMessageParam],
    tools: Sequence[ChatCompletionToolParam] = (),
) -> AsyncIterator[ChatCompletionChunk]:
    """Yield the chunks of one answer; raises ModelDown. One ledger row is written however the call ends."""
    attempt, is_over = _Attempt(purpose), False
    try:
        upstream = _upstream()
        attempt.model = await upstream.chat_model()
        async for chunk in upstream.stream_chat(
            [_redacted(message) for message in messages], tools
        ):
            is_over = is_over or any(choice.finish_reason for choice in chunk.choices)
            if chunk.usage:
                attempt.tokens_in, attempt.tokens_out = (
                    chunk.usage.prompt_tokens,
                    chunk.usage.completion_tokens,
                )
            yield chunk
        if not is_over:
            raise ModelDown(
                "The model broke off.", log_text="the stream ended without a finish reason"
            )
        attempt.status = "ok"
    except ModelDown as error:
        attempt.status = error.code
        raise
    finally:
        await run_in_tenant(merchant_id, _record, attempt.row(merchant_id))


def _record(row: ModelCall) -> None:
    row.save()


async def embedding_model() -> str:
    """Return the name of the model whose vectors `embed` returns; raises ModelDown where there is none."""
    return await _embedder().embedding_model()


async def embed(texts: Sequence[str], kind: EmbeddingKind) -> list[list[float]]:
    """Return one vector a text; raises ModelDown."""
    return await _embedder().embed([redact(text) for text in texts], kind)


embedding_model_now = async_to_sync(embedding_model)
embed_now = async_to_sync(embed)
