from cycles.models.booking import Booking, Reminder
from cycles.models.cycle import Cycle, StopReason
from cycles.models.dose import Decision, Dose
from cycles.models.orders import Countersignature, OrderKind, TelephoneOrder
from cycles.models.plan import Plan
from cycles.models.response import Lesion, LesionReading, ResponseDecision, Scan
from cycles.models.stops import CourseEnd, EarlyAdmission, HepaticRecovery, PermanentStop

__all__ = [
    "Booking",
    "Countersignature",
    "CourseEnd",
    "Cycle",
    "Decision",
    "Dose",
    "EarlyAdmission",
    "HepaticRecovery",
    "Lesion",
    "LesionReading",
    "OrderKind",
    "PermanentStop",
    "Plan",
    "Reminder",
    "ResponseDecision",
    "Scan",
    "StopReason",
    "TelephoneOrder",
]
