"""Card numbers and names of people in sales files: they are not kept, wherever they stand."""

from django.core.files.storage import default_storage

from connectors.models import RefusedRow
from edge.facts.models import Customer, LineItem
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RETAIL, bring


def test_card_numbers_are_cut_before_anything_is_written(shop):
    text = RETAIL.replace("WHITE METAL LANTERN", "paid by 4111 1111 1111 1111").replace(
        ",-1,", ",5500005555555559,"
    )
    text += "536500,X,card 5500005555555559,x,2010-12-04 10:00:00,1,,France\n"

    upload = bring(shop, text)

    with tenant_context(shop):
        names = set(LineItem.objects.for_merchant(shop).values_list("product__name", flat=True))
        raw = RefusedRow.objects.for_merchant(shop).filter(upload=upload).last().raw
    assert not [name for name in names if "4111" in name]
    assert "5500005555555559" not in raw
    assert not default_storage.exists(f"uploads/{shop.pk}/{upload.public_id}")


def test_names_of_customers_are_not_kept(merchant):
    bring(
        merchant,
        "Date,Amount,Customer\n2026-04-13,2.00,Mara Example\n2026-04-14,2.00,Mara Example\n",
    )

    with tenant_context(merchant):
        [customer] = Customer.objects.for_merchant(merchant)
    assert "Mara" not in customer.reference
    assert customer.reference.startswith("p-")
