import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """A physician's exception for an admission, and who reviewed the toxicity before the second cycle of a course."""

    dependencies = [
        ("cycles", "0006_dose_fits_its_order"),
        ("patients", "0002_append_only"),
        ("signatures", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="toxicity_reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="AdmissionException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cycle_number", models.PositiveSmallIntegerField()),
                ("findings", models.JSONField(editable=False)),
                ("measurements", models.JSONField(editable=False)),
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
        sealed_by_the_database("cycles.AdmissionException"),
    ]
