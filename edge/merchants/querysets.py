"""The first wall between merchants: a queryset that starts from one."""

from typing import Self, TypeVar

from django.db import models

from edge.merchants.models import Merchant

M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """A queryset of a table that belongs to merchants."""

    def for_merchant(self, merchant: Merchant | int) -> Self:
        """Return the rows of one merchant; every query of merchants' data starts here."""
        return self.filter(merchant_id=merchant if isinstance(merchant, int) else merchant.pk)


class TenantManager(models.Manager[M]):
    """The door to a table that belongs to merchants.

    Written out, not made by `as_manager`: type checkers lose the model behind that one.
    """

    def get_queryset(self) -> TenantQuerySet[M]:
        """Return the table's rows, of whichever merchant's context is open."""
        return TenantQuerySet(self.model, using=self._db)

    def for_merchant(self, merchant: Merchant | int) -> TenantQuerySet[M]:
        """Return the rows of one merchant."""
        return self.get_queryset().for_merchant(merchant)
