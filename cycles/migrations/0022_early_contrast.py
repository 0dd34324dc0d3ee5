import uuid

import django.db.models.deletion
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """A physician orders contrast within two weeks of a dose all the same."""

    dependencies = [
        ("cycles", "0020_lesions_as_called"),
        ("patients", "0004_imaging_studies"),
        ("signatures", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlyContrast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("last_dose_on", models.DateField(editable=False, verbose_name="last dose of IL-2")),
                ("reason", models.CharField(max_length=300)),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"
                    ),
                ),
                (
                    "signature",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatures.signature",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        sealed_by_the_database("cycles.EarlyContrast"),
    ]
