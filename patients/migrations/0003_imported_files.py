import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FilePreview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(choices=[("csv", "CSV table"), ("fhir", "FHIR R4")], max_length=4)),
                ("results", models.JSONField(default=list)),
                ("left_alone", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, verbose_name="digest of the file")),
                ("kind", models.CharField(choices=[("csv", "CSV table"), ("fhir", "FHIR R4")], max_length=4)),
                ("stored", models.PositiveIntegerField()),
                ("left_out", models.JSONField(default=list)),
                ("confirmed", models.JSONField(default=list)),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=80, verbose_name="place in the file")),
                ("written", models.CharField(max_length=200, verbose_name="as in the file")),
                ("content", models.CharField(max_length=64, unique=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="patients.importedfile"
                    ),
                ),
                (
                    "measurement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imported", to="patients.measurement"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        sealed_by_the_database("patients.ImportedFile", "patients.ImportedResult"),
    ]
