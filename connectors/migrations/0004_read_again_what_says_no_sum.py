"""Readings of before do not say how what was paid follows from the columns: they are made anew, or no longer used."""

from django.db import migrations

from edge.merchants.tenancy import tenant_context

_ANEW = {
    "state": "received",
    "reading": None,
    "outline": None,
    "corrections": None,
    # What was staged was read by the old reading: without this it is thrown away and staged anew.
    "progress": {},
    "attempts": 0,
    "lease_until": None,
    "lease_holder": "",
}


def read_again(apps, schema_editor):
    """Go through the merchants: row-level security shows the rows of one at a time."""
    using = schema_editor.connection.alias
    models = [apps.get_model("connectors", name) for name in ("Upload", "KnownReading")]
    merchants = apps.get_model("merchants", "Merchant").objects.using(using)
    for merchant in merchants.order_by("pk").values_list("pk", flat=True):
        with tenant_context(merchant, using=using):
            uploads, known = (
                model._base_manager.using(using)
                .filter(merchant_id=merchant)
                .exclude(reading__has_key="paid")
                for model in models
            )
            # The merchant confirms the layout once more: it would be loaded without a check.
            known.delete()
            uploads = uploads.filter(reading__columns__isnull=False)
            waiting = uploads.filter(state__in=("received", "ready", "loading"))
            waiting.exclude(batch__state="published").update(**_ANEW)
            # What is in the books, or failed, is only shown: none of its rows has cells that could be mended.
            for upload in uploads.only("pk", "reading"):
                upload.reading = {**upload.reading, "paid": {"base": "amount", "terms": []}}
                upload.save(using=using, update_fields=["reading"])


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0003_keep_cells_of_refused_rows"),
        ("merchants", "0003_add_stored_replies"),
    ]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
