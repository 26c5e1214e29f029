"""The addresses of this package's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
