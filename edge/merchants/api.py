"""The API's door to merchants: which ones the caller may enter, and what they told of themselves."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from edge.lib.errors import NotYours
from edge.merchants.access import Access, access_of, merchant_endpoint
from edge.merchants.models import Merchant, Role
from edge.merchants.profile import change_profile, day_end_text, parse_day_end, profile_of
from edge.merchants.roles import Scope

router = Router(tags=["merchants"])


class MerchantOut(Schema):
    """A merchant, as its own members and keys see it."""

    id: str
    name: str
    business_type: str
    country: str
    currency: str
    time_zone: str
    day_end: str = Field(description="HH:MM, when a business day ends")
    language: str
    opening_hours: dict[str, list[list[str]]]
    role: str = Field(description="what the caller is there: a member's role, or `key`")


class MerchantChange(Schema):
    """What shall change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=120)
    business_type: str | None = Field(None, max_length=40)
    country: str | None = Field(None, min_length=2, max_length=2)
    time_zone: str | None = Field(None, max_length=64)
    day_end: str | None = Field(None, pattern=r"^\d{2}:\d{2}$")
    language: str | None = Field(None, max_length=8)
    opening_hours: dict[str, list[list[str]]] | None = None


@router.get("/merchants", response=list[MerchantOut], operation_id="list_merchants")
@merchant_endpoint()
def list_merchants(request: HttpRequest, merchant: Merchant) -> list[dict[str, Any]]:
    """Return the merchants that the caller may enter: a person's shops, a key's one."""
    access = access_of(request)
    if access.memberships:
        return [_shown(one.merchant, one.role) for one in access.memberships]
    return [_shown(merchant, _role(access))]


@router.get("/merchants/{merchant_id}", response=MerchantOut, operation_id="get_merchant")
@merchant_endpoint()
def get_merchant(request: HttpRequest, merchant: Merchant, merchant_id: str) -> dict[str, Any]:
    """Return one merchant that the caller may enter."""
    access = access_of(request)
    for one in access.memberships:
        if one.merchant.public_id == merchant_id:
            return _shown(one.merchant, one.role)
    return _shown(_current(merchant, merchant_id), _role(access))


@router.patch("/merchants/{merchant_id}", response=MerchantOut, operation_id="change_merchant")
@merchant_endpoint(role=Role.MANAGER, scope=Scope.ADMIN)
def change_merchant(
    request: HttpRequest, merchant: Merchant, merchant_id: str, change: MerchantChange
) -> dict[str, Any]:
    """Change what a merchant told of itself; a new zone or day end dates its books anew."""
    access = access_of(request)
    wished = {
        name: value for name, value in change.dict(exclude_unset=True).items() if value is not None
    }
    if "day_end" in wished:
        wished["day_end_minutes"] = parse_day_end(wished.pop("day_end"))
    current = _current(merchant, merchant_id)
    profile = profile_of(current)
    change_profile(current, type(profile)(**(profile.__dict__ | wished)), actor=access.actor)
    return _shown(Merchant.objects.get(pk=current.pk), _role(access))


def _current(merchant: Merchant, merchant_id: str) -> Merchant:
    if merchant.public_id != merchant_id:
        raise NotYours("There is no such shop, or it is not yours.")
    return merchant


def _role(access: Access) -> str:
    return "key" if access.key is not None else access.role.value


def _shown(merchant: Merchant, role: str) -> dict[str, Any]:
    return {
        "id": merchant.public_id,
        "name": merchant.name,
        "business_type": merchant.business_type,
        "country": merchant.country,
        "currency": merchant.currency,
        "time_zone": merchant.time_zone,
        "day_end": day_end_text(merchant.day_end_minutes),
        "language": merchant.language,
        "opening_hours": merchant.opening_hours,
        "role": role,
    }
