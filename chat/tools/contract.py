"""What a tool is: a name, a typed schema that the model reads, and a function over one merchant's desk."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openai.types.chat import ChatCompletionToolParam
from pydantic import BaseModel, ValidationError

from chat.orchestrator.evidence import Desk
from edge.lib.errors import EdgeError, ToolFailed, ToolRetry

MOST_ARGUMENT_CHARACTERS = 4_000


class Arguments(BaseModel, extra="forbid"):
    """What a tool may be told. It never carries the merchant: that comes from the request."""


@dataclass(frozen=True)
class Tool:
    """One tool; the docstring of its arguments' class is what the model reads."""

    name: str
    arguments: type[Arguments]
    run: Callable[[Desk, Any], dict[str, Any]]

    def schema(self) -> ChatCompletionToolParam:
        """Return the tool as the API takes it."""
        parameters = self.arguments.model_json_schema()
        description = parameters.pop("description", "")
        return {
            "type": "function",
            "function": {"name": self.name, "description": description, "parameters": parameters},
        }

    def call(self, desk: Desk, raw: str) -> str:
        """Return the tool's result as JSON for the model; raises ToolRetry or ToolFailed with a text it may read."""
        if len(raw) > MOST_ARGUMENT_CHARACTERS:
            raise ToolRetry("The arguments are too long.")
        try:
            arguments = self.arguments.model_validate_json(raw or "{}")
        except ValidationError as error:
            wrong = "; ".join(
                f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5]
            )
            raise ToolRetry(f"Fix the arguments: {wrong}") from error
        try:
            return json.dumps(self.run(desk, arguments), ensure_ascii=False, default=str)
        except (ToolRetry, ToolFailed):
            raise
        except EdgeError as error:
            raise ToolFailed(error.merchant_text, log_text=error.log_text) from error
