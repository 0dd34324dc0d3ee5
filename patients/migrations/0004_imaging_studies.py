import django.db.models.deletion
import django.utils.timezone
import patients.rules.imaging
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    """Imaging studies with their lesions; what they answer in code stays a measurement."""

    dependencies = [
        ("patients", "0003_imported_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImagingStudy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            (patients.rules.imaging.Modality["XRAY"], "X-ray"),
                            (patients.rules.imaging.Modality["CT"], "CT"),
                            (patients.rules.imaging.Modality["MRI"], "MRI"),
                            (patients.rules.imaging.Modality["PET_CT"], "PET-CT"),
                            (patients.rules.imaging.Modality["OTHER"], "Another method"),
                        ],
                        max_length=8,
                        verbose_name="method",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        choices=[
                            (patients.rules.imaging.Region["CHEST_ABDOMEN_PELVIS"], "Chest, abdomen and pelvis"),
                            (patients.rules.imaging.Region["CHEST"], "Chest"),
                            (patients.rules.imaging.Region["ABDOMEN"], "Abdomen"),
                            (patients.rules.imaging.Region["BRAIN"], "Brain"),
                            (patients.rules.imaging.Region["WHOLE_BODY"], "Whole body"),
                            (patients.rules.imaging.Region["BONES"], "Bones"),
                            (patients.rules.imaging.Region["OTHER"], "Another region"),
                        ],
                        max_length=24,
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="taken on")),
                ("read_by", models.CharField(max_length=120, verbose_name="read by")),
                ("finding", models.CharField(blank=True, max_length=2000)),
                ("measurements", models.JSONField(default=list, editable=False)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="reason of the correction")),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="patients.imagingstudy",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "imaging studies",
            },
        ),
        migrations.CreateModel(
            name="ImagedLesion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("organ", models.CharField(max_length=40)),
                ("description", models.CharField(blank=True, max_length=120)),
                ("is_node", models.BooleanField(default=False, verbose_name="lymph node (short axis)")),
                ("mm", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="diameter (mm)")),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lesions", to="patients.imagingstudy"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("study", "number"), name="each_lesion_once_a_study"),
                    models.CheckConstraint(
                        condition=models.Q(("mm__gt", 0), ("mm__lte", Decimal(500))), name="imaged_diameter_is_possible"
                    ),
                ],
            },
        ),
        sealed_by_the_database("patients.ImagingStudy", "patients.ImagedLesion"),
    ]
