"""What was told and what was found; each file beside this one holds one group of tables."""

from insights.tellings import Telling, TellingPlace

__all__ = ["Telling", "TellingPlace"]
