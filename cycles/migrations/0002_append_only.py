from django.db import migrations

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """The database itself refuses to change or delete rows that are written once."""

    dependencies = [("cycles", "0001_initial")]

    operations = [
        sealed_by_the_database(
            "cycles.Dose",
            "cycles.EarlyAdmission",
            "cycles.PermanentStop",
            "cycles.CourseEnd",
            "cycles.HepaticRecovery",
            "cycles.Scan",
            "cycles.LesionReading",
            "cycles.ResponseDecision",
        )
    ]
