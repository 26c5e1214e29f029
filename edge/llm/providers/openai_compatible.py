"""Any server that speaks OpenAI's API, through the official client; retries are the gateway's."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

import openai
from openai.types.chat import (
    ChatCompletionChunk,
    ChatCompletionMessageParam,
    ChatCompletionToolParam,
)

from edge.lib.errors import ModelDown
from edge.llm.providers.contract import EmbeddingKind

TIMEOUT_S = 60.0
CONNECT_TIMEOUT_S = 5.0
_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, openai.AsyncOpenAI]" = WeakKeyDictionary()


class OpenAICompatible:
    """One upstream server, known by its address and key."""

    def __init__(
        self, *, base_url: str, api_key: str, chat_model: str = "", embedding_model: str = ""
    ) -> None:
        self.base_url = base_url
        self.api_key = api_key
        self._chat_model = chat_model
        self._embedding_model = embedding_model

    def _client(self) -> openai.AsyncOpenAI:
        # A client's connections belong to the loop that opened them.
        loop = asyncio.get_running_loop()
        client = _clients.get(loop)
        if client is None or str(client.base_url).rstrip("/") != self.base_url.rstrip("/"):
            client = openai.AsyncOpenAI(
                base_url=self.base_url,
                api_key=self.api_key,
                max_retries=0,
                timeout=openai.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                http_client=openai.DefaultAioHttpClient(),
            )
            _clients[loop] = client
        return client

    async def chat_model(self) -> str:
        """Return the configured model, or the first that the server lists and that does not only embed."""
        if not self._chat_model:
            names = await self._models()
            talking = [name for name in names if "embed" not in name.lower()]
            if not talking:
                raise ModelDown(
                    "No model answers right now.",
                    log_text="the server lists no chat model: set EDGE_MODEL",
                )
            self._chat_model = talking[0]
        return self._chat_model

    async def embedding_model(self) -> str:
        """Return the configured embedding model's name."""
        if not self._embedding_model:
            raise ModelDown(
                "No embedding model is set.", log_text="EDGE_EMBEDDING_MODEL is not set"
            )
        return self._embedding_model

    async def _models(self) -> list[str]:
        with _as_model_down():
            page = await self._client().models.list()
        return [model.id for model in page.data]

    async def stream_chat(
        self,
        messages: Iterable[ChatCompletionMessageParam],
        tools: Sequence[ChatCompletionToolParam] = (),
    ) -> AsyncIterator[ChatCompletionChunk]:
        """Yield the chunks of one answer; closing the iterator ends the call upstream. Raises ModelDown."""
        model = await self.chat_model()
        async with self._opened(model, list(messages), list(tools)) as stream:
            with _as_model_down():
                async for chunk in stream:
                    yield chunk

    @asynccontextmanager
    async def _opened(
        self,
        model: str,
        messages: list[ChatCompletionMessageParam],
        tools: list[ChatCompletionToolParam],
    ) -> AsyncIterator[openai.AsyncStream[ChatCompletionChunk]]:
        with _as_model_down():
            stream = await self._client().chat.completions.create(
                model=model,
                messages=messages,
                tools=tools or openai.omit,
                temperature=0,
                stream=True,
                stream_options={"include_usage": True},
            )
        try:
            yield stream
        finally:
            await stream.close()

    async def embed(self, texts: Sequence[str], kind: EmbeddingKind) -> list[list[float]]:
        """Return one vector a text; `kind` is for models that tell the two apart by a prefix, such as e5."""
        model = await self.embedding_model()
        prefix = f"{kind}: " if "e5" in model.lower() else ""
        with _as_model_down():
            reply = await self._client().embeddings.create(
                model=model, input=[prefix + text for text in texts]
            )
        return [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]


class _as_model_down:  # noqa: N801  # reads as a word of the `with` statement
    """Turns whatever the client raises into ModelDown, without the key or the content in its text."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, openai.OpenAIError | OSError | TimeoutError):
            status = getattr(error, "status_code", None)
            raise ModelDown(
                "No model answers right now.",
                log_text=f"{type(error).__name__} {status or ''}".strip(),
            ) from error
