"""The list of what can be called upstream: an OpenAI-compatible server, and the local embedding model."""

from edge.llm.providers.contract import EMBEDDING_KINDS, Embedder, EmbeddingKind
from edge.llm.providers.local_e5 import LocalE5
from edge.llm.providers.openai_compatible import OpenAICompatible

__all__ = ["EMBEDDING_KINDS", "Embedder", "EmbeddingKind", "LocalE5", "OpenAICompatible"]
