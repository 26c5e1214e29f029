"""One measured figure: ours, a peer's, and how much of the peer's pace ours has."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measured:
    """A cost in `unit`: the ratio is the peer's cost divided by ours, so that more is better."""

    name: str
    ours: float
    peer: float
    unit: str

    @property
    def ratio(self) -> float:
        """The peer's cost divided by ours."""
        return self.peer / self.ours if self.ours else 0.0

    def as_json(self) -> dict[str, float | str]:
        """Return the figure as plain values."""
        return asdict(self) | {"ratio": round(self.ratio, 3)}
