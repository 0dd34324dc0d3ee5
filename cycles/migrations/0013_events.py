import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0012_toxicity_grades"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("intensive_care", "Transfer to intensive care"),
                            ("intubation", "Intubation"),
                            ("dialysis", "Dialysis"),
                            ("line_infection", "Line infection"),
                            ("arrhythmia", "Arrhythmia"),
                            ("bolus", "Fluid bolus"),
                            ("death", "Death"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("af", "Atrial fibrillation"),
                            ("svt", "Supraventricular tachycardia"),
                            ("bradycardia", "Bradycardia"),
                            ("vt", "Ventricular tachycardia"),
                        ],
                        max_length=12,
                    ),
                ),
                ("volume_ml", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="volume (mL)")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("note", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="reason of the correction")),
                ("struck", models.BooleanField(default=False, editable=False)),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="cycles.cycle",
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
                        to="cycles.event",
                    ),
                ),
            ],
            options={
                "ordering": ["started_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EventEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ended_at", models.DateTimeField(verbose_name="ended at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "event",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="cycles.event",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"),
                name="event_ends_after_its_start",
                violation_error_message="The end must be after the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", None), models.Q(("because", ""), _negated=True), _connector="OR"),
                name="event_correction_has_a_reason",
                violation_error_message="Say why the event is corrected.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "arrhythmia"), _negated=True),
                    models.Q(("rhythm", ""), _negated=True),
                    _connector="OR",
                ),
                name="arrhythmia_names_its_rhythm",
                violation_error_message="Say which rhythm it was.",
            ),
        ),
        sealed_by_the_database("cycles.Event", "cycles.EventEnd"),
    ]
