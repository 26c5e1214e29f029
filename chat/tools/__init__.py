"""The list of tools; adding one is one file and one line."""

from chat.tools.contract import Tool
from chat.tools.metrics import QUERY_METRIC
from chat.tools.search import SEARCH_DOCUMENTS

TOOLS: tuple[Tool, ...] = (QUERY_METRIC, SEARCH_DOCUMENTS)
