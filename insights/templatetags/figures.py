"""Figures in templates: each number is a link to its own receipt."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from insights.metrics.figure import Figure
from insights.metrics.tokens import token
from insights.metrics.wording import format_figure

register = template.Library()


@register.simple_tag(takes_context=True)
def figure(context: Context, shown: Figure, style: str = "", text: str = "") -> SafeString:
    """Return a figure in the reader's language as a link to its receipt.

    style: the look's further class, such as is-sum or is-quiet; "signed" puts a plus before what is above 0.
    text: a shorter writing of the same value, for narrow cells; the receipt shows it in full.
    """
    merchant = context["request"].merchant
    words = style.split()
    text = text or format_figure(shown, get_language() or "en", signed="signed" in words)
    classes = " ".join(["figure", *(word for word in words if word != "signed")])
    address = reverse("receipt", args=[token(merchant, shown)])
    return format_html('<a class="{}" href="{}">{}</a>', classes, address, text)
