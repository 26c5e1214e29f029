"""How much a packed file may unpack to before it is taken for a bomb."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from connectors.uploads.opening.refusal import refuse

BLOCK = 1_048_576
MOST_BYTES = 4_000_000_000
# A sales file packs to a tenth or so; what unpacks to two hundred times its size is a bomb.
MOST_RATIO = 200
FREE_BYTES = 20_000_000


class Readable(Protocol):
    """Something with bytes to read."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class Budget:
    """What may still be unpacked."""

    most: int = MOST_BYTES
    ratio: int = MOST_RATIO
    free: int = FREE_BYTES
    unpacked: int = 0

    def spend(self, size: int, packed: int) -> None:
        """Count bytes that came out, of `packed` bytes read so far. Raises FileUnreadable when it is too much."""
        self.unpacked += size
        is_bomb = self.unpacked > self.free and self.unpacked > packed * self.ratio
        if is_bomb or self.unpacked > self.most:
            raise refuse(
                "too_large_unpacked",
                _("The packed file unpacks to far more than a sales file would."),
                _("Bring it unpacked, or in parts."),
            )


def blocks(content: Readable, packed: Callable[[], int], budget: Budget) -> Iterator[bytes]:
    """Yield what `content` unpacks to, within the budget; `packed` tells how many bytes of it were read so far."""
    while block := content.read(BLOCK):
        budget.spend(len(block), packed())
        yield block
