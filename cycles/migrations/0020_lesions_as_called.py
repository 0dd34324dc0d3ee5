from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed


class Migration(migrations.Migration):
    """A reading keeps what its lesion was called; SQLite makes the table anew, and its triggers are put back."""

    dependencies = [("cycles", "0019_doses_on_paper")]

    operations = [
        unsealed("cycles.LesionReading"),
        migrations.AddField(
            model_name="lesionreading",
            name="called",
            field=models.CharField(blank=True, default="", editable=False, max_length=300),
            preserve_default=False,
        ),
        sealed_by_the_database("cycles.LesionReading"),
    ]
