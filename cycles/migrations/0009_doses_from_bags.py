"""The database itself refuses a given dose that does not come from a bag of verified orders of its cycle.

Nor does it take one from a bag that is past its time, discarded or given already, or after a signed permanent stop.
Doses charted before there were orders can still be corrected.

A later migration that makes the table of doses or of cycles anew lifts these triggers before and puts them back after:
SQLite keeps no trigger of a table that it makes anew, nor lets go of one that another trigger reads.
"""

from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps

from il2program.append_only import sealed_by_the_database

GIVEN = "('given', 'given_late')"

FROM_NO_BAG = """
NEW.bag_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM cycles_dose d
  WHERE d.id = NEW.replaces_id AND d.bag_id IS NULL AND d.decision IN ('given', 'given_late'))
"""
FROM_ANOTHER_BAG = """
NEW.bag_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM cycles_bag b
  JOIN cycles_orderverification v ON v.id = b.verification_id
  JOIN cycles_admissionorder o ON o.id = v.order_id
  WHERE b.id = NEW.bag_id AND o.cycle_id = NEW.cycle_id AND o.dose_iu = NEW.dose_iu
    AND b.use_by_at >= NEW.started_at AND b.prepared_at <= NEW.started_at
    AND NOT EXISTS (SELECT 1 FROM cycles_discardedbag x WHERE x.bag_id = b.id))
"""
FROM_A_USED_BAG = """
EXISTS (
  SELECT 1 FROM cycles_dose d
  WHERE d.bag_id = NEW.bag_id AND d.decision IN ('given', 'given_late') AND NOT d.struck
    AND d.id <> COALESCE(NEW.replaces_id, 0)
    AND NOT EXISTS (SELECT 1 FROM cycles_dose r WHERE r.replaces_id = d.id))
"""
AFTER_A_STOP = """
EXISTS (
  SELECT 1 FROM cycles_permanentstop p
  JOIN signatures_signature s ON s.id = p.signature_id
  JOIN cycles_cycle c ON c.patient_id = p.patient_id
  WHERE c.id = NEW.cycle_id AND s.signed_at < NEW.started_at)
"""
REFUSALS = {
    "a given dose comes from a bag": FROM_NO_BAG,
    "the bag is not of this dose": FROM_ANOTHER_BAG,
    "the bag was given already": FROM_A_USED_BAG,
    "no dose after a permanent stop": AFTER_A_STOP,
}


def put(apps: StateApps, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        checks = " ".join(
            f"IF {found} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation'; END IF;"
            for words, found in REFUSALS.items()
        )
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION check_given_dose() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {checks} RETURN NEW; END $$",
            params=None,
        )
        schema_editor.execute(
            "CREATE TRIGGER given_dose BEFORE INSERT ON cycles_dose FOR EACH ROW "
            f"WHEN (NEW.decision IN {GIVEN} AND NOT NEW.struck) EXECUTE FUNCTION check_given_dose()",
            params=None,
        )
        return
    checks = " ".join(f"SELECT RAISE(ABORT, '{words}') WHERE {found};" for words, found in REFUSALS.items())
    schema_editor.execute(
        f"CREATE TRIGGER given_dose BEFORE INSERT ON cycles_dose "
        f"WHEN NEW.decision IN {GIVEN} AND NOT NEW.struck BEGIN {checks} END",
        params=None,
    )


def lift(apps: StateApps, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER given_dose ON cycles_dose")
        schema_editor.execute("DROP FUNCTION check_given_dose()")
    else:
        schema_editor.execute("DROP TRIGGER given_dose")


class Migration(migrations.Migration):
    dependencies = [("cycles", "0008_gate"), ("signatures", "0001_initial")]

    operations = [
        sealed_by_the_database(
            "cycles.AdmissionOrder",
            "cycles.OrderVerification",
            "cycles.OrderSetVersion",
            "cycles.Bag",
            "cycles.DiscardedBag",
        ),
        migrations.RunPython(put, lift),
    ]
