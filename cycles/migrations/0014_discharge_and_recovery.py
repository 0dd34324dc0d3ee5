import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0013_events"),
        ("signatures", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DischargeChecklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line_out",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("not_done", "Not done, because …"),
                            ("not_needed", "Not needed, because …"),
                        ],
                        max_length=12,
                        verbose_name="Central line taken out",
                    ),
                ),
                ("line_out_words", models.CharField(blank=True, max_length=200)),
                (
                    "medicines",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("not_done", "Not done, because …"),
                            ("not_needed", "Not needed, because …"),
                        ],
                        max_length=12,
                        verbose_name="Medicines that were stopped are restarted",
                    ),
                ),
                ("medicines_words", models.CharField(blank=True, max_length=200)),
                (
                    "laboratory",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("not_done", "Not done, because …"),
                            ("not_needed", "Not needed, because …"),
                        ],
                        max_length=12,
                        verbose_name="Laboratory follow-up arranged",
                    ),
                ),
                ("laboratory_words", models.CharField(blank=True, max_length=200)),
                (
                    "instructions",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("not_done", "Not done, because …"),
                            ("not_needed", "Not needed, because …"),
                        ],
                        max_length=12,
                        verbose_name="Instructions given, spoken and on paper",
                    ),
                ),
                ("instructions_words", models.CharField(blank=True, max_length=200)),
                (
                    "understood",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("not_done", "Not done, because …"),
                            ("not_needed", "Not needed, because …"),
                        ],
                        max_length=12,
                        verbose_name="The patient says in own words when to call, and whom",
                    ),
                ),
                ("understood_words", models.CharField(blank=True, max_length=200)),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="reason of the change")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discharge_checklists",
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
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("line_out", "done"), models.Q(("line_out_words", ""), _negated=True), _connector="OR"
                        ),
                        name="line_out_says_why_not",
                        violation_error_message="Central line taken out: say why not.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("medicines", "done"), models.Q(("medicines_words", ""), _negated=True), _connector="OR"
                        ),
                        name="medicines_says_why_not",
                        violation_error_message="Medicines that were stopped are restarted: say why not.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("laboratory", "done"), models.Q(("laboratory_words", ""), _negated=True), _connector="OR"
                        ),
                        name="laboratory_says_why_not",
                        violation_error_message="Laboratory follow-up arranged: say why not.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instructions", "done"),
                            models.Q(("instructions_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="instructions_says_why_not",
                        violation_error_message="Instructions given, spoken and on paper: say why not.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("understood", "done"), models.Q(("understood_words", ""), _negated=True), _connector="OR"
                        ),
                        name="understood_says_why_not",
                        violation_error_message="The patient says in own words when to call, and whom: say why not.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DischargeSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveSmallIntegerField(editable=False)),
                ("facts", models.JSONField(editable=False)),
                ("course", models.TextField(max_length=2000, verbose_name="course of the stay")),
                ("plan", models.TextField(blank=True, max_length=2000, verbose_name="what follows")),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discharge_summaries",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "signature",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatures.signature",
                    ),
                ),
            ],
            options={
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "version"),
                        name="one_summary_per_version",
                        violation_error_message="Somebody signed this summary meanwhile.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("called_at", models.DateTimeField(verbose_name="called at")),
                ("reached", models.BooleanField(verbose_name="patient or family reached")),
                ("spoken_with", models.CharField(blank=True, max_length=100)),
                ("words", models.TextField(max_length=1000, verbose_name="what was said")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_calls",
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
            ],
            options={
                "ordering": ["called_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached", False), models.Q(("spoken_with", ""), _negated=True), _connector="OR"
                        ),
                        name="call_says_who_was_spoken_with",
                        violation_error_message="Say who was spoken with.",
                    )
                ],
            },
        ),
        sealed_by_the_database("cycles.DischargeChecklist", "cycles.DischargeSummary", "cycles.RecoveryCall"),
    ]
