import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """The decision to give no further dose of a cycle, before the patient is discharged."""

    dependencies = [
        ("cycles", "0009_doses_from_bags"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CycleStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("max_doses", "All planned doses given"),
                            ("relative_3", "Three relative criteria"),
                            ("absolute", "Absolute criterion"),
                            ("permanent", "Permanent-stop criterion"),
                            ("hepatic", "Signs of hepatic failure (H11)"),
                            ("held_3", "Doses held three times"),
                            ("patient", "Patient's choice"),
                            ("physician", "Physician's choice"),
                            ("infection", "Infection"),
                            ("line", "Loss of the line"),
                            ("death", "Death"),
                            ("not_started", "Ended before the first dose"),
                        ],
                        max_length=16,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("firing", models.JSONField(default=list, editable=False)),
                ("stopped_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "cycle",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stop",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        sealed_by_the_database("cycles.CycleStop"),
    ]
