"""The Django app of this folder."""

from django.apps import AppConfig


class LlmConfig(AppConfig):
    """Names the app by its folder."""

    name = "edge.llm"
    label = "llm"
