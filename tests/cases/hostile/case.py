"""A hostile file, and what may come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LAUGHS = (
    "<!DOCTYPE x ["
    + "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}{("&l" + str(n - 1) + ";") * 9 if n else ""}">'
        for n in range(9)
    )
    + "]>"
)


@dataclass(frozen=True)
class Case:
    """A hostile file. codes: the errors of which one is expected; none where its rows may be read."""

    name: str
    write: Callable[[Path], object]
    codes: tuple[str, ...]
    file_name: str = "sales.csv"


def case(name, data, *codes, file_name="sales.csv"):
    """Return a case whose bytes are these, or what the function writes."""
    if callable(data):
        return Case(name, data, codes, file_name)
    content = data.encode() if isinstance(data, str) else data
    return Case(name, lambda path: path.write_bytes(content), codes, file_name)


def repeated(block, times, *, before=b"", after=b""):
    """Return a function that writes a large file."""

    def write(path):
        with path.open("wb") as file:
            file.write(before)
            for _ in range(times):
                file.write(block)
            file.write(after)

    return write
