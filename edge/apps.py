"""The Django app of the wire: it owns commands and no tables."""

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    """Names the app by its folder."""

    name = "edge"
    label = "edge"
