import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed


class Migration(migrations.Migration):
    """Workups that a physician returned, and the codes of “not eligible”."""

    dependencies = [
        ("eligibility", "0003_signed_registration"),
        ("patients", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        unsealed("eligibility.SignOff"),
        migrations.AddField(
            model_name="signoff",
            name="codes",
            field=models.JSONField(blank=True, null=True, verbose_name="coded reasons"),
        ),
        migrations.CreateModel(
            name="Returned",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("course", models.PositiveSmallIntegerField(editable=False)),
                ("missing", models.CharField(max_length=600, verbose_name="what is missing")),
                ("returned_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "returned workup",
                "ordering": ["pk"],
            },
        ),
        sealed_by_the_database("eligibility.SignOff", "eligibility.Returned"),
    ]
