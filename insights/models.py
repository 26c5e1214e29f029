"""What was told and what was found; each file beside this one holds one group of tables."""

from insights.inbox_tables import Check, Insight, InsightState, Reaction
from insights.tellings import Telling, TellingPlace

__all__ = ["Check", "Insight", "InsightState", "Reaction", "Telling", "TellingPlace"]
