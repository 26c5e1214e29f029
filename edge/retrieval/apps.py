"""The Django app of this folder."""

from django.apps import AppConfig


class RetrievalConfig(AppConfig):
    """Names the app by its folder."""

    name = "edge.retrieval"
    label = "retrieval"
