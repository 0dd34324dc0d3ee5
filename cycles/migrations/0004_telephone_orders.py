import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed


class Migration(migrations.Migration):
    """Orders by telephone, their countersignatures, and the doses that rest on them."""

    dependencies = [
        ("cycles", "0003_decide_anew"),
        ("patients", "0002_append_only"),
        ("signatures", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        unsealed("cycles.Dose"),
        migrations.AddField(
            model_name="dose",
            name="shifts_rest",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="TelephoneOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slot",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(14, "A cycle has at most 14 doses."),
                        ],
                        verbose_name="dose",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("against_advice", "Give the dose against the advice"),
                            ("closer", "Give the dose less than six hours after another"),
                            ("shift", "Give the dose more than two hours late and shift the rest"),
                            ("other", "Another order"),
                        ],
                        max_length=16,
                        verbose_name="what is ordered",
                    ),
                ),
                ("physician_roles", models.CharField(editable=False, max_length=120)),
                ("taken_at", models.DateTimeField(verbose_name="taken at")),
                ("words", models.CharField(max_length=500, verbose_name="the order in the physician's words")),
                ("read_back", models.BooleanField(default=False, verbose_name="read back and confirmed")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("witnessed_how", models.CharField(editable=False, max_length=40)),
                (
                    "cycle",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="telephone_orders",
                        to="cycles.cycle",
                    ),
                ),
                (
                    "physician",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "witnessed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["taken_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Countersignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("confirmed", models.BooleanField()),
                ("by_another", models.BooleanField(default=False, editable=False)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "patient",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="patients.patient"
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
                (
                    "order",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="cycles.telephoneorder",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="dose",
            name="order",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="doses",
                to="cycles.telephoneorder",
            ),
        ),
        migrations.AddConstraint(
            model_name="dose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shifts_rest", False),
                    models.Q(("decision__in", ["given", "given_late"]), ("order__isnull", False)),
                    _connector="OR",
                ),
                name="shift_rests_on_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="telephoneorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("witnessed_by", models.F("recorded_by")), _negated=True),
                name="order_is_witnessed_by_another",
                violation_error_message="The witness must be somebody else.",
            ),
        ),
        migrations.AddConstraint(
            model_name="telephoneorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("physician", models.F("recorded_by")), _negated=True),
                    models.Q(("physician", models.F("witnessed_by")), _negated=True),
                ),
                name="ordering_physician_is_on_the_telephone",
                violation_error_message="The physician who orders is neither who records the order nor its witness.",
            ),
        ),
        migrations.AddConstraint(
            model_name="telephoneorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("physician_roles__contains", "physician")), name="a_physician_orders"
            ),
        ),
        migrations.AddConstraint(
            model_name="telephoneorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_back", True)),
                name="order_is_read_back",
                violation_error_message="Read the order back first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="telephoneorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "other"), ("slot__isnull", True)),
                    models.Q(("slot__gte", 1), ("slot__isnull", False), ("slot__lte", 14)),
                    _connector="OR",
                ),
                name="order_names_its_dose",
                violation_error_message="Say which dose it is about.",
            ),
        ),
        migrations.AddConstraint(
            model_name="countersignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by_another", False), ("confirmed", True)),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="answer_has_its_reason",
                violation_error_message="Say why.",
            ),
        ),
        sealed_by_the_database("cycles.Dose", "cycles.TelephoneOrder", "cycles.Countersignature"),
    ]
