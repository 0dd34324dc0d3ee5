import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0011_wrong_chart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ToxicityGrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=60)),
                ("grade", models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(5)])),
                ("found_at", models.DateTimeField(verbose_name="found at")),
                ("computed", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("basis", models.CharField(blank=True, editable=False, max_length=200)),
                ("done", models.CharField(blank=True, max_length=200, verbose_name="what was done")),
                ("note", models.CharField(blank=True, max_length=300)),
                ("confirmed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="reason of the correction")),
                ("struck", models.BooleanField(default=False, editable=False)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="toxicity_grades",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cycles.toxicitygrade",
                    ),
                ),
            ],
            options={
                "ordering": ["found_at", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__lte", 5)), name="grade_is_0_to_5"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces", None), models.Q(("because", ""), _negated=True), _connector="OR"
                        ),
                        name="grade_correction_has_a_reason",
                        violation_error_message="Say why the grade is corrected.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("computed", None),
                            ("computed", models.F("grade")),
                            ("struck", True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="another_grade_than_computed_has_a_note",
                        violation_error_message="Say why the grade is not the one that the numbers give.",
                    ),
                ],
            },
        ),
        sealed_by_the_database("cycles.ToxicityGrade"),
    ]
