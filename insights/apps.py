"""The Django app of this folder."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """Names the app by its folder."""

    name = "insights"
    label = "insights"
