from cycles.actions.admissions import admit
from cycles.actions.bookings import move_booking, withdraw_booking
from cycles.actions.decisions import decide
from cycles.actions.discharges import discharge
from cycles.actions.doses import chart_dose, correct_dose
from cycles.actions.orders import countersign, record_order
from cycles.actions.responses import record_baseline, record_scan
from cycles.actions.stops import end_course, order_early_admission, record_hepatic_recovery, stop_permanently

__all__ = [
    "admit",
    "chart_dose",
    "correct_dose",
    "countersign",
    "decide",
    "discharge",
    "end_course",
    "move_booking",
    "order_early_admission",
    "record_baseline",
    "record_hepatic_recovery",
    "record_order",
    "record_scan",
    "stop_permanently",
    "withdraw_booking",
]
