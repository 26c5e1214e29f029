"""The forms of a shop's own pages: its profile, its people, its keys; they parse, the verbs decide."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from edge.lib.errors import InvalidRequest
from edge.merchants.keys import KeyWish
from edge.merchants.members import Guest
from edge.merchants.models import Merchant, Role
from edge.merchants.profile import WEEKDAYS, Profile, day_end_text, parse_day_end, profile_of
from edge.merchants.regions import country_choices, currency_choices, zone_choices
from edge.merchants.roles import ROLE_NAMES, SCOPE_NAMES

BUSINESS_TYPES: list[tuple[str, Promise]] = [
    ("cafe", _("Café")),
    ("restaurant", _("Restaurant")),
    ("bar", _("Bar")),
    ("bakery", _("Bakery")),
    ("shop", _("Shop")),
    ("online_shop", _("Online shop")),
    ("salon", _("Salon")),
    ("market", _("Market stall")),
    ("services", _("Services")),
    ("other", _("Something else")),
]
_DAY_NAMES: dict[str, Promise] = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")


class ProfileForm(forms.Form):
    """What the first run asks: the least that is needed to read a sale rightly."""

    name = forms.CharField(
        label=_("Shop name"), max_length=120, help_text=_("As your guests know it.")
    )
    business_type = forms.ChoiceField(label=_("What kind of shop"), choices=BUSINESS_TYPES)
    country = forms.ChoiceField(label=_("Country"))
    currency = forms.ChoiceField(label=_("Currency"))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("It decides to which day a sale at night belongs.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = get_language() or "en"
        self._offer("country", country_choices(spoken))
        self._offer("currency", currency_choices(spoken))
        self._offer("time_zone", zone_choices())

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- told to the type checker
        field.choices = choices

    def profile(self) -> Profile:
        """Return what the form says."""
        return Profile(**self.cleaned_data)


class SettingsForm(ProfileForm):
    """The whole profile, for the settings page; the currency is fixed once sales were loaded."""

    day_end = forms.CharField(
        label=_("Day ends at"),
        max_length=5,
        help_text=_("00:00 for most; a bar that closes at four in the morning writes 05:00."),
    )

    def __init__(self, *args: Any, merchant: Merchant, **kwargs: Any) -> None:
        known = profile_of(merchant)
        super().__init__(*args, initial=_initial(known), **kwargs)
        self.known = known
        self.fields["currency"].disabled = merchant.last_batch > 0
        if merchant.last_batch:
            self.fields["currency"].help_text = _("Fixed after the first import.")
        for day in WEEKDAYS:
            self.fields[f"hours_{day}"] = forms.CharField(
                label=str(_DAY_NAMES[day]), required=False, max_length=80
            )

    @property
    def hours(self) -> list[forms.BoundField]:
        """The seven fields of the opening hours."""
        return [self[f"hours_{day}"] for day in WEEKDAYS]

    @property
    def plain(self) -> list[forms.BoundField]:
        """All other fields."""
        return [field for field in self if not field.name.startswith("hours_")]

    def clean_day_end(self) -> int:
        """Return the day's end in minutes."""
        try:
            return parse_day_end(self.cleaned_data["day_end"])
        except InvalidRequest as wrong:
            raise forms.ValidationError(_("Write it as 05:00.")) from wrong

    def clean(self) -> dict[str, Any]:
        """Read the opening hours."""
        cleaned = super().clean() or {}
        cleaned["opening_hours"] = {}
        for day in WEEKDAYS:
            try:
                spans = parse_hours(cleaned.pop(f"hours_{day}", ""))
            except InvalidRequest:
                self.add_error(
                    f"hours_{day}",
                    _("Write it as 08:00–18:00; with a break 08:00–12:00, 14:00–18:00."),
                )
                continue
            if spans:
                cleaned["opening_hours"][day] = spans
        return cleaned

    def profile(self) -> Profile:
        """Return what the form says."""
        cleaned = dict(self.cleaned_data)
        return Profile(day_end_minutes=cleaned.pop("day_end"), **cleaned)


def parse_hours(text: str) -> list[list[str]]:
    """Return the spans of a text such as `08:00–12:00, 14:00–18:00`; none is closed. Raises InvalidRequest."""
    spans = []
    for part in text.split(","):
        if not part.strip():
            continue
        match = _SPAN.match(part.strip())
        if match is None or int(match[1]) > 24 or int(match[3]) > 24:
            raise InvalidRequest(f"“{part.strip()}” is no span of hours.")
        opens, closes = (
            f"{int(hour) % 24:02d}:{minute}"
            for hour, minute in (match.group(1, 2), match.group(3, 4))
        )
        spans.append([opens, closes])
    return spans


def _initial(profile: Profile) -> dict[str, Any]:
    values = {name: getattr(profile, name) for name in ProfileForm.base_fields}
    values["day_end"] = day_end_text(profile.day_end_minutes)
    for day in WEEKDAYS:
        values[f"hours_{day}"] = ", ".join(
            "–".join(span) for span in profile.opening_hours.get(day, [])
        )
    return values


class InviteForm(forms.Form):
    """An invitation."""

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()), initial=Role.STAFF)

    def guest(self) -> Guest:
        """Return what the form says."""
        return Guest(self.cleaned_data["email"], Role(self.cleaned_data["role"]))


class RoleForm(forms.Form):
    """A member's new role."""

    email = forms.EmailField()
    role = forms.ChoiceField(choices=Role.choices)


class KeyForm(forms.Form):
    """A new key: its name, what it may do, and how much of it."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will use it, so that you know it again.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=list(SCOPE_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    rpm = forms.IntegerField(label=_("Requests a minute"), required=False, min_value=1)
    tpm = forms.IntegerField(label=_("Tokens a minute"), required=False, min_value=1)
    concurrency = forms.IntegerField(label=_("At the same time"), required=False, min_value=1)
    budget_usd = forms.DecimalField(
        label=_("Budget for models, USD a month"), required=False, min_value=0
    )

    def wish(self) -> KeyWish:
        """Return what the form says; a limit that is left empty is none."""
        limits = {
            name: float(value) if name == "budget_usd" else int(value)
            for name in ("rpm", "tpm", "concurrency", "budget_usd")
            if (value := self.cleaned_data.get(name)) is not None
        }
        return KeyWish(self.cleaned_data["name"], self.cleaned_data["scopes"], limits)
