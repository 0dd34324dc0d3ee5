import django.db.models.deletion
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed

TABLES = ("cycles.ResponseDecision",)


class Migration(migrations.Migration):
    """A decision keeps the scans it was judged by, and one signed anew names the one in whose place it stands."""

    dependencies = [("cycles", "0002_append_only")]

    operations = [
        unsealed(*TABLES),
        migrations.AddField(
            "responsedecision",
            "replaces",
            models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="cycles.responsedecision",
            ),
        ),
        migrations.AddField("responsedecision", "scans", models.JSONField(blank=True, default=list, editable=False)),
        migrations.AlterField(
            "responsedecision",
            "scan",
            models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="cycles.scan",
            ),
        ),
        migrations.AddConstraint(
            "responsedecision",
            models.UniqueConstraint(
                condition=models.Q(("replaces", None)),
                fields=("scan",),
                name="one_decision_per_scan",
                violation_error_message="This scan has been decided on already.",
            ),
        ),
        sealed_by_the_database(*TABLES),
    ]
