"""A set of layouts by name; each is a function that writes one export."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.cases.exports.books import Export


class Layouts:
    """Functions that write exports, in the order in which they are defined."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[str, Callable[[], Export]]] = {}

    def of(self, system: str) -> Callable[[Callable[[], Export]], Callable[[], Export]]:
        """Name the system that writes like this."""

        def keep(function: Callable[[], Export]) -> Callable[[], Export]:
            self._made[function.__name__] = (system, function)
            return function

        return keep

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def export(self, name: str) -> Export:
        """Write one."""
        system, function = self._made[name]
        return replace(function(), system=system)


class Numbered:
    """Exports that a function makes of numbers."""

    def __init__(self, make: Callable[[int], Export], count: int) -> None:
        self._make, self._count = make, count

    def __iter__(self) -> Iterator[str]:
        return map(str, range(self._count))

    def export(self, name: str) -> Export:
        """Write the one of that number."""
        return self._make(int(name))


def joined(*several: Layouts) -> Layouts:
    """Return the layouts of several sets as one."""
    whole = Layouts()
    for one in several:
        whole._made |= one._made
    return whole


def titles(text: str, separator: str = ";") -> list[str]:
    """Return a header from one text."""
    return text.split(separator)
