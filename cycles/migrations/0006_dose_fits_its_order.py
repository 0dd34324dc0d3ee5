import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from il2program.append_only import sealed_by_the_database, unsealed

# A correction stands in the place of a row of the same slot: two rows that count for one slot are impossible.
WRONG = """NEW.replaces_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM cycles_dose AS former WHERE former.id = NEW.replaces_id AND former.cycle_id = NEW.cycle_id AND former.slot = NEW.slot
)"""
SQLITE = f"""CREATE TRIGGER cycles_dose_same_slot BEFORE INSERT ON cycles_dose WHEN {WRONG}
BEGIN SELECT RAISE(ABORT, 'a correction is of the same slot'); END"""
POSTGRESQL = f"""
CREATE FUNCTION cycles_dose_same_slot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF {WRONG} THEN RAISE EXCEPTION 'a correction is of the same slot' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END $$;
CREATE TRIGGER cycles_dose_same_slot BEFORE INSERT ON cycles_dose FOR EACH ROW EXECUTE FUNCTION cycles_dose_same_slot();
"""
DROP = "DROP TRIGGER cycles_dose_same_slot ON cycles_dose; DROP FUNCTION cycles_dose_same_slot();"


def keep_to_the_slot(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if is_postgresql else SQLITE, params=None)


def let_go_of_the_slot(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(DROP if is_postgresql else "DROP TRIGGER cycles_dose_same_slot", params=None)


class Migration(migrations.Migration):
    """The database itself refuses a dose that nobody can have been given, and a second row for one slot.

    SQLite makes the table anew for a constraint, and its triggers go with the old one: they are lifted before
    and put back after.
    """

    dependencies = [
        ("cycles", "0005_orders_and_bags"),
        ("eligibility", "0002_append_only"),
        ("patients", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        unsealed("cycles.Dose"),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "dose_iu__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("dosing_weight_kg"), "*", models.Value(300000)
                        ),
                    ),
                    (
                        "dose_iu__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("dosing_weight_kg"), "*", models.Value(900000)
                        ),
                    ),
                ),
                name="dose_is_of_the_weight",
            ),
        ),
        migrations.AddConstraint(
            model_name="dose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dose_iu", None), models.Q(("dose_iu__gt", 15000000), ("dose_iu__lt", 180000000)), _connector="OR"
                ),
                name="dose_is_of_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="dose",
            constraint=models.CheckConstraint(
                condition=models.Q(("replaces", None), models.Q(("because", ""), _negated=True), _connector="OR"),
                name="dose_correction_has_a_reason",
                violation_error_message="Say why the dose is corrected.",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="dose",
            name="given_dose_is_confirmed",
        ),
        migrations.AddConstraint(
            model_name="dose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision__in", ["given", "given_late"]), _negated=True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("dose_iu__gt", 0),
                        ("dose_iu__isnull", False),
                        ("started_at__isnull", False),
                        ("withheld_for", ""),
                    ),
                    _connector="OR",
                ),
                name="given_dose_is_confirmed",
            ),
        ),
        sealed_by_the_database("cycles.Dose"),
        migrations.RunPython(keep_to_the_slot, let_go_of_the_slot),
    ]
