from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("facts", "0005_tell_how_batches_relate")]

    operations = [
        migrations.AddField(
            model_name="lineitem",
            name="sale_document",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        migrations.AddField(
            model_name="stagedline",
            name="sale_document",
            field=models.CharField(db_default="", max_length=120),
        ),
    ]
