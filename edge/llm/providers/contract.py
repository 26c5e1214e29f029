"""What an embedder is: texts in, one vector each out, all of one model."""

from collections.abc import Sequence
from typing import Literal, Protocol, get_args

EmbeddingKind = Literal["query", "passage"]
EMBEDDING_KINDS: tuple[EmbeddingKind, ...] = get_args(EmbeddingKind)


class Embedder(Protocol):
    """Turns texts into vectors of unit length; vectors of two models are never compared."""

    async def embedding_model(self) -> str:
        """Return the name that is stored beside every vector."""
        ...

    async def embed(self, texts: Sequence[str], kind: EmbeddingKind) -> list[list[float]]:
        """Return one vector a text, in their order; raises ModelDown."""
        ...
