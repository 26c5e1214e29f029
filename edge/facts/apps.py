"""The Django app of this folder."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Names the app by its folder."""

    name = "edge.facts"
    label = "facts"
