import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed


class Migration(migrations.Migration):
    """Scans are ordered and received; a lesion has a role, a kind, and a state at each scan.

    SQLite makes a table anew for a column, and its triggers go with the old one: they are lifted before and put back.
    """

    dependencies = [
        ("cycles", "0016_flowsheet"),
        ("patients", "0004_imaging_studies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        unsealed("cycles.Scan", "cycles.LesionReading"),
        migrations.CreateModel(
            name="ScanOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after_cycle", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("planned_on", models.DateField(verbose_name="planned for")),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("xray", "X-ray"),
                            ("ct", "CT"),
                            ("mri", "MRI"),
                            ("pet_ct", "PET-CT"),
                            ("other", "Another method"),
                        ],
                        default="ct",
                        max_length=8,
                        verbose_name="method",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        choices=[
                            ("chest_abdomen_pelvis", "Chest, abdomen and pelvis"),
                            ("chest", "Chest"),
                            ("abdomen", "Abdomen"),
                            ("brain", "Brain"),
                            ("whole_body", "Whole body"),
                            ("bones", "Bones"),
                            ("other", "Another region"),
                        ],
                        default="chest_abdomen_pelvis",
                        max_length=24,
                    ),
                ),
                ("with_contrast", models.BooleanField(verbose_name="with contrast into a vein")),
                ("question", models.CharField(blank=True, max_length=300)),
                ("warnings", models.JSONField(default=list, editable=False)),
                ("last_dose_on", models.DateField(editable=False, null=True, verbose_name="last dose of IL-2")),
                ("ordered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ScanReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scanned_on", models.DateField(verbose_name="scanned on")),
                ("contrast_given", models.BooleanField(verbose_name="contrast was given into a vein")),
                ("observed", models.BooleanField(blank=True, null=True, verbose_name="watched for two hours")),
                ("reaction", models.CharField(blank=True, max_length=300)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ScanWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("because", models.CharField(max_length=300, verbose_name="reason")),
                ("withdrawn_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="lesion",
            options={"ordering": ["-role", "number"]},
        ),
        migrations.AlterModelOptions(
            name="lesionreading",
            options={"ordering": ["-lesion__role", "lesion__number"]},
        ),
        migrations.RemoveConstraint(
            model_name="lesion",
            name="each_lesion_once",
        ),
        migrations.AddField(
            model_name="lesion",
            name="irradiated",
            field=models.CharField(
                choices=[
                    ("no", "Not irradiated"),
                    ("progressed", "Irradiated, and has progressed since"),
                    ("not_progressed", "Irradiated, not progressed since"),
                ],
                default="no",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="lesion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("solid", "Solid (longest diameter)"),
                    ("node", "Lymph node (short axis)"),
                    ("skin", "Skin, by caliper"),
                    ("bone_with_soft_tissue", "Lytic or mixed bone, soft-tissue part"),
                    ("bone", "Bone, blastic or without soft-tissue part"),
                    ("fluid", "Ascites or effusion"),
                    ("leptomeningeal", "Leptomeningeal disease"),
                ],
                default="solid",
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="lesion",
            name="role",
            field=models.CharField(
                choices=[("target", "Target"), ("non_target", "Non-target"), ("new", "New")],
                default="target",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="lesionreading",
            name="fragments_mm",
            field=models.CharField(blank=True, max_length=80, verbose_name="fragments (mm)"),
        ),
        migrations.AddField(
            model_name="lesionreading",
            name="merged_with",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.lesion"
            ),
        ),
        migrations.AddField(
            model_name="lesionreading",
            name="state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("measured", "Measured"),
                    ("too_small", "Too small to measure (5 mm)"),
                    ("absent", "Absent (0 mm)"),
                    ("split", "Split into fragments"),
                    ("merged", "Merged with another target"),
                    ("not_assessed", "Not assessed"),
                    ("present", "Still there, not clearly worse"),
                    ("worse", "Clearly worse"),
                    ("new", "Certainly a new lesion"),
                    ("doubtful", "Not certain: scan again"),
                    ("confirmed", "Confirmed as a new lesion"),
                    ("refuted", "No new lesion after all"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="contrast",
            field=models.CharField(
                blank=True, choices=[("given", "Given into a vein"), ("none", "Not given")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="region",
            field=models.CharField(
                blank=True,
                choices=[
                    ("chest_abdomen_pelvis", "Chest, abdomen and pelvis"),
                    ("chest", "Chest"),
                    ("abdomen", "Abdomen"),
                    ("brain", "Brain"),
                    ("whole_body", "Whole body"),
                    ("bones", "Bones"),
                    ("other", "Another region"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="slice_mm",
            field=models.DecimalField(
                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="slice thickness (mm)"
            ),
        ),
        migrations.AddField(
            model_name="scan",
            name="study",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.imagingstudy",
            ),
        ),
        migrations.AlterField(
            model_name="scan",
            name="modality",
            field=models.CharField(
                choices=[
                    ("xray", "X-ray"),
                    ("ct", "CT"),
                    ("mri", "MRI"),
                    ("pet_ct", "PET-CT"),
                    ("other", "Another method"),
                ],
                default="ct",
                max_length=8,
                verbose_name="method",
            ),
        ),
        migrations.AddConstraint(
            model_name="lesion",
            constraint=models.UniqueConstraint(fields=("patient", "role", "number"), name="each_lesion_once"),
        ),
        migrations.AddField(
            model_name="scanorder",
            name="ordered_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scanorder",
            name="patient",
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"),
        ),
        migrations.AddField(
            model_name="scan",
            name="order",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scans",
                to="cycles.scanorder",
            ),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slice_mm", None), models.Q(("slice_mm__gt", 0), ("slice_mm__lte", 50)), _connector="OR"
                ),
                name="slice_is_possible",
                violation_error_message="Slices are over 0 and at most 50 mm thick.",
            ),
        ),
        migrations.AddField(
            model_name="scanreceipt",
            name="order",
            field=models.OneToOneField(
                editable=False,
                error_messages={"unique": "The images of this order have come in already."},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipt",
                to="cycles.scanorder",
            ),
        ),
        migrations.AddField(
            model_name="scanreceipt",
            name="received_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scanwithdrawal",
            name="order",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="cycles.scanorder",
            ),
        ),
        migrations.AddField(
            model_name="scanwithdrawal",
            name="withdrawn_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="scanreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("contrast_given", True), ("reaction", ""), _connector="OR"),
                name="reaction_follows_contrast",
                violation_error_message="A reaction to contrast needs contrast.",
            ),
        ),
        sealed_by_the_database(
            "cycles.Scan",
            "cycles.LesionReading",
            "cycles.ScanOrder",
            "cycles.ScanReceipt",
            "cycles.ScanWithdrawal",
        ),
    ]
