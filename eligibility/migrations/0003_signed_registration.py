from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed

TABLES = ("eligibility.SignOff",)


class Migration(migrations.Migration):
    """A sign-off keeps what was registered of what the criteria read."""

    dependencies = [("eligibility", "0002_append_only")]

    operations = [
        unsealed(*TABLES),
        migrations.AddField("signoff", "registered", models.JSONField(blank=True, default=dict, editable=False)),
        sealed_by_the_database(*TABLES),
    ]
