from cycles.actions.admission_orders import (
    discard_bag,
    edit_order_set,
    prepare_bag,
    record_disagreement,
    sign_orders,
    verify_orders,
)
from cycles.actions.admissions import admit
from cycles.actions.after_discharge import record_call, record_checklist, sign_summary
from cycles.actions.baselines import correct_baseline, record_baseline
from cycles.actions.bookings import move_booking, withdraw_booking
from cycles.actions.decisions import decide
from cycles.actions.discharges import discharge
from cycles.actions.doses import chart_dose, correct_dose
from cycles.actions.events import correct_event, end_event, record_event
from cycles.actions.flowsheet import (
    chart_column,
    correct_charted,
    correct_left_out,
    record_answer,
    record_provider_call,
)
from cycles.actions.gate import hold_dose, record_correction
from cycles.actions.hand_over import hand_over, take_over
from cycles.actions.paper import record_from_paper
from cycles.actions.results import sign_admission_exception
from cycles.actions.scan_orders import order_early_contrast, order_scan, receive_scan, withdraw_scan_order
from cycles.actions.scans import correct_scan, record_scan
from cycles.actions.stops import (
    end_course,
    order_early_admission,
    record_hepatic_recovery,
    stop_cycle,
    stop_permanently,
)
from cycles.actions.strikes import strike_dose
from cycles.actions.telephone_orders import countersign, record_order
from cycles.actions.toxicity import confirm_suggestions, correct_grade, grade_toxicity

__all__ = [
    "admit",
    "chart_column",
    "chart_dose",
    "confirm_suggestions",
    "correct_baseline",
    "correct_charted",
    "correct_dose",
    "correct_event",
    "correct_grade",
    "correct_left_out",
    "correct_scan",
    "countersign",
    "decide",
    "discard_bag",
    "discharge",
    "edit_order_set",
    "end_course",
    "end_event",
    "grade_toxicity",
    "hand_over",
    "hold_dose",
    "move_booking",
    "order_early_admission",
    "order_early_contrast",
    "order_scan",
    "prepare_bag",
    "receive_scan",
    "record_answer",
    "record_baseline",
    "record_call",
    "record_checklist",
    "record_correction",
    "record_disagreement",
    "record_event",
    "record_from_paper",
    "record_hepatic_recovery",
    "record_order",
    "record_provider_call",
    "record_scan",
    "sign_admission_exception",
    "sign_orders",
    "sign_summary",
    "stop_cycle",
    "stop_permanently",
    "strike_dose",
    "take_over",
    "verify_orders",
    "withdraw_booking",
    "withdraw_scan_order",
]
