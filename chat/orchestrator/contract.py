"""What goes into an answer and what comes out of it while it grows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edge.merchants.models import Merchant, Role


@dataclass(frozen=True)
class Asked:
    """A question with all that an answer may depend on.

    language: how Edge speaks until the question's own language is known; answer_in: the one that was asked for, "" for
    the question's own. history: earlier turns, oldest first, each with question, status and intent. intent: what was
    chosen in the chips, instead of what the words say. turn: the turn's public id, where its figures were told.
    """

    merchant: Merchant
    question: str
    now: datetime
    language: str
    answer_in: str = ""
    role: Role = Role.OWNER
    history: tuple[Mapping[str, Any], ...] = ()
    intent: Mapping[str, Any] | None = None
    turn: str = ""


@dataclass(frozen=True)
class Event:
    """One step of a growing answer, as the socket carries it: tool, open, block, cite or suggest."""

    type: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """The last step: the outcome, and the reply as it is stored and printed as JSON."""

    status: str
    reply: Mapping[str, Any]
