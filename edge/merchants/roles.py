"""What each role and scope may see and do: one small table for pages, API and chat alike."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from edge.merchants.models import Role

# A role reaches what asks for its own rank or a lower one; accountant and staff differ in sight.
_RANKS = {Role.OWNER: 3, Role.MANAGER: 2, Role.ACCOUNTANT: 1, Role.STAFF: 1}

ROLE_NAMES: dict[str, Promise] = {
    Role.OWNER: _("Owner"),
    Role.MANAGER: _("Manager"),
    Role.ACCOUNTANT: _("Accountant"),
    Role.STAFF: _("Staff"),
}


class Sight(StrEnum):
    """A kind of figure that not every member may see."""

    COSTS = "costs"
    PAYOUTS = "payouts"
    TIPS_OF_OTHERS = "tips_of_others"
    STAFF_OF_OTHERS = "staff_of_others"


_SEES: dict[Role, frozenset[Sight]] = {
    Role.OWNER: frozenset(Sight),
    Role.MANAGER: frozenset(Sight),
    Role.ACCOUNTANT: frozenset(Sight),
    Role.STAFF: frozenset(),
}
# Which sight a metric or a breakdown needs, by its key in the catalog; the others need none.
METRIC_SIGHTS = {
    **dict.fromkeys(("fees", "fee_rate"), Sight.COSTS),
    "payouts": Sight.PAYOUTS,
    **dict.fromkeys(
        ("tips", "tip_rate", "tipped_sales", "tipped_share", "average_tip"), Sight.TIPS_OF_OTHERS
    ),
}
DIMENSION_SIGHTS = {"staff": Sight.STAFF_OF_OTHERS}


class Scope(StrEnum):
    """What a key may do; a finer one such as `read:metrics` is covered by what precedes its colon."""

    READ = "read"
    WRITE = "write"
    ASK = "ask"
    LLM = "llm"
    ADMIN = "admin"


SCOPE_NAMES: dict[str, Promise] = {
    Scope.READ: _("Read sales, figures and insights"),
    Scope.WRITE: _("Bring in sales and files"),
    Scope.ASK: _("Ask the co-pilot"),
    Scope.LLM: _("Use the model gateway"),
    Scope.ADMIN: _("Everything, people and keys too"),
}


def reaches(role: Role, needed: Role) -> bool:
    """Return whether a role ranks at least as high as the one that is needed."""
    return _RANKS[role] >= _RANKS[needed]


def may_see(role: Role, sight: Sight) -> bool:
    """Return whether members of that role may see such figures."""
    return sight in _SEES[role]


def may_see_metric(role: Role, metric: str, by: str | None = None) -> bool:
    """Return whether that role may see a metric, broken down by a dimension where one is named."""
    needed = (METRIC_SIGHTS.get(metric), DIMENSION_SIGHTS.get(by or ""))
    return all(sight is None or may_see(role, sight) for sight in needed)


def covers(granted: str, needed: str) -> bool:
    """Return whether a granted scope reaches the one that is needed; `admin` reaches all."""
    return granted in {needed, Scope.ADMIN} or needed.startswith(f"{granted}:")
