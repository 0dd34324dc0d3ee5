from cycles.models.admission_orders import AdmissionOrder, Bag, DiscardedBag, OrderSetVersion, OrderVerification
from cycles.models.booking import Booking, Reminder
from cycles.models.cycle import Cycle, StopReason
from cycles.models.discharge import DischargeChecklist, DischargeSummary, RecoveryCall
from cycles.models.dose import Decision, Dose
from cycles.models.early_contrast import EarlyContrast
from cycles.models.events import Event, EventEnd, EventKind
from cycles.models.exceptions import AdmissionException
from cycles.models.flowsheet import NotDone, NotDoneBecause, NotDoneCorrection, ProviderCall
from cycles.models.gate import GateSnapshot, Hold, HoldCorrection, Override, StoppedInfusion, WrongChart
from cycles.models.hand_over import HandOver, TakenOver
from cycles.models.on_paper import DoseOnPaper
from cycles.models.plan import Plan
from cycles.models.response import ResponseDecision
from cycles.models.scan_orders import ScanOrder, ScanReceipt, ScanWithdrawal
from cycles.models.scans import Lesion, LesionReading, Scan
from cycles.models.stops import CourseEnd, CycleStop, EarlyAdmission, HepaticRecovery, PermanentStop
from cycles.models.telephone_orders import Countersignature, OrderKind, TelephoneOrder
from cycles.models.toxicity import ToxicityGrade

__all__ = [
    "AdmissionException",
    "AdmissionOrder",
    "Bag",
    "Booking",
    "Countersignature",
    "CourseEnd",
    "Cycle",
    "CycleStop",
    "Decision",
    "DiscardedBag",
    "DischargeChecklist",
    "DischargeSummary",
    "Dose",
    "DoseOnPaper",
    "EarlyAdmission",
    "EarlyContrast",
    "Event",
    "EventEnd",
    "EventKind",
    "GateSnapshot",
    "HandOver",
    "HepaticRecovery",
    "Hold",
    "HoldCorrection",
    "Lesion",
    "LesionReading",
    "NotDone",
    "NotDoneBecause",
    "NotDoneCorrection",
    "OrderKind",
    "OrderSetVersion",
    "OrderVerification",
    "Override",
    "PermanentStop",
    "Plan",
    "ProviderCall",
    "RecoveryCall",
    "Reminder",
    "ResponseDecision",
    "Scan",
    "ScanOrder",
    "ScanReceipt",
    "ScanWithdrawal",
    "StopReason",
    "StoppedInfusion",
    "TakenOver",
    "TelephoneOrder",
    "ToxicityGrade",
    "WrongChart",
]
