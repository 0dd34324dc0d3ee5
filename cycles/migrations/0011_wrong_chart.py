import django.db.models.deletion
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """A dose that was struck out because it was charted on the wrong patient."""

    dependencies = [
        ("cycles", "0010_cycle_stop"),
        ("patients", "0004_imaging_studies"),
    ]

    operations = [
        migrations.CreateModel(
            name="WrongChart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "belongs_to",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.cycle"
                    ),
                ),
                (
                    "dose",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wrong_chart",
                        to="cycles.dose",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        sealed_by_the_database("cycles.WrongChart"),
    ]
