from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed


class Migration(migrations.Migration):
    """After progression nobody decides to go on; SQLite makes the table anew, and its triggers are put back."""

    dependencies = [("cycles", "0020_lesions_as_called")]

    operations = [
        unsealed("cycles.ResponseDecision"),
        migrations.AddConstraint(
            model_name="responsedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", "continue"), ("result__protocol", "stop"), _negated=True),
                name="never_on_after_progression",
                violation_error_message="The disease has progressed: treatment cannot be continued.",
            ),
        ),
        sealed_by_the_database("cycles.ResponseDecision"),
    ]
