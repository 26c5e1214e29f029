"""Template tags that every page needs: where it stands, its theme, its form controls."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.safestring import SafeString

from insights.barcode import Bars, code128

register = template.Library()

THEMES = ("light", "dark")


@register.filter
def section(path: str) -> str:
    """Return the first segment of a path: "data" for "/data/upload/", "" for home."""
    return path.strip("/").split("/", 1)[0]


@register.simple_tag(takes_context=True)
def theme_class(context: Context) -> str:
    """Return the class that holds a chosen theme, or "" where the page follows the system.

    The choice is a cookie, so that the server draws the right theme and nothing flashes.
    """
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return f"theme-{chosen}" if chosen in THEMES else ""


@register.filter
def control(field: BoundField) -> SafeString:
    """Return a form field's control in the look's own classes, marked where it is wrong."""
    is_select = isinstance(field.field.widget, forms.Select)
    names = ["input"] + (["select"] if is_select else []) + (["is-wrong"] if field.errors else [])
    given = field.field.widget.attrs.get("class", "")
    # The label says it already; a placeholder that repeats it only looks like an answer.
    attributes: dict[str, Any] = {
        "class": " ".join([*names, given]).strip(),
        "placeholder": False,
    }
    if field.errors:
        described = [f"{field.auto_id}_error"]
        if field.help_text:
            described.insert(0, f"{field.auto_id}_helptext")
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.simple_tag
def barcode(number: str) -> Bars:
    """Return the bars of a figure's number, as support's scanner reads it: EDGE F7K3Q91D."""
    return code128(f"EDGE {number.replace(' ', '')}")
