"""The first wall between merchants: a queryset that starts from one."""

from typing import Self, TypeVar

from django.db import models

from edge.merchants.models import Merchant

M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """A queryset of a table that belongs to merchants."""

    def for_merchant(self, merchant: Merchant | int) -> Self:
        """Return the rows of one merchant; every query of merchants' data starts here."""
        return self.filter(
            merchant_id=merchant if isinstance(merchant, int) else merchant.pk
        )
