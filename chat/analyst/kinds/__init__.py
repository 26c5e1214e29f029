"""The further kinds of question, each in a file of its own."""

from collections.abc import Mapping

from chat.analyst.kinds import growth
from chat.analyst.kinds.contract import Kind

KINDS: Mapping[str, Kind] = {kind.key: kind for kind in (growth.KIND,)}
