"""Which cycles there are, and what is read with them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch

from il2program.audit.recorded import RecordedQuerySet
from patients.models import Patient

if TYPE_CHECKING:
    from cycles.models.cycle import Cycle


class CycleQuerySet(RecordedQuerySet):
    def running(self) -> "CycleQuerySet":
        return self.filter(discharged_at=None)

    def counted(self) -> "CycleQuerySet":
        """Cycles, running ones included: an admission that ended before its first dose is none."""
        return self.filter(cancelled=False)

    def locked(self, pk: int) -> "Cycle":
        """The patient's row first, then the cycle, read again."""
        Patient.objects.select_for_update().get(cycles=pk)
        rows = self.select_for_update(of=("self",)).select_related("patient", "stop").with_orders()
        cycle: Cycle = rows.get(pk=pk)
        return cycle

    def for_board(self) -> "CycleQuerySet":
        """With the patient, every kind of orders, and every dose with the two people who stand for it."""
        from cycles.models.dose import Dose
        from cycles.models.events import Event
        from cycles.models.telephone_orders import TelephoneOrder

        people = (
            "charted_by",
            "confirmed_by",
            "stopped",
            "on_paper",
            "order__physician",
            "order__answer",
            "wrong_chart__belongs_to",
        )
        doses = Dose.objects.select_related(*people, "bag__verification__order")
        by_telephone = TelephoneOrder.objects.select_related(
            "physician", "recorded_by", "witnessed_by", "answer__signature"
        )
        has_events = Exists(Event.objects.filter(cycle=OuterRef("pk")))
        known: CycleQuerySet = self.annotate(has_events=has_events)
        rows = known.select_related("patient__diagnosis", "sign_off", "stop__stopped_by")
        rows = rows.with_orders().with_snapshots()
        return rows.prefetch_related(Prefetch("doses", doses), Prefetch("telephone_orders", by_telephone))

    def with_orders(self) -> "CycleQuerySet":
        """With every version of the admission orders, their signatures, and the bags."""
        from cycles.models.admission_orders import orders_read_ahead

        return self.prefetch_related(*orders_read_ahead())

    def with_snapshots(self) -> "CycleQuerySet":
        """With what was decided of each slot beside its dose: orders against the advice, and holds."""
        from cycles.models.gate import snapshots_read_ahead

        return self.prefetch_related(*snapshots_read_ahead())

    def numbered(self, number: int) -> "CycleQuerySet":
        """The cycle of this number first, then admissions for it that ended before their first dose."""
        return self.filter(number=number).order_by("cancelled", "-admitted_at")

    def free_beds(self) -> list[str]:
        """The unit's beds in which nobody lies now."""
        taken = set(self.running().values_list("bed", flat=True))
        return [bed for bed in settings.BEDS if bed not in taken]
