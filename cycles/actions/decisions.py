"""Deciding on a response scan."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cycles.evaluation import responses
from cycles.facts import journey_of
from cycles.models import ResponseDecision, Scan
from cycles.models.response import Continuation
from cycles.rules.lesions import ProtocolAnswer, Response
from cycles.rules.next_step import Step
from cycles.shown import shown_to_decide
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.models import Patient


@transaction.atomic
def decide(*, scan: Scan, decision: str, proof: Proof, reason: str = "", seen: Shown | None = None) -> ResponseDecision:
    """Sign whether treatment goes on after a scan; anew where a scan was corrected after the signature.

    Against the protocol's answer only with a reason, and after progression never on. seen: what the page showed.
    """
    patient = Patient.objects.locked(scan.patient_id)
    check_unchanged(seen, shown_to_decide(patient))
    before, response = _in_question(patient, scan)
    _check_decision(decision, response, reason)
    row = ResponseDecision(
        patient=patient,
        scan=scan,
        after_cycle=scan.after_cycle,
        decision=decision,
        reason=reason,
        result=result_of(response),
        scans=_judged_with(patient, scan),
        replaces=before,
    )
    row.full_clean(exclude=["signature", "replaces"])
    told = "Continue" if decision == Continuation.CONTINUE else "Stop"
    sentence = f"{told} after cycle {scan.after_cycle}{', decided anew' if before else ''}"
    with trail.action("decided response", patient, by=proof.person, sentence=sentence, reason=reason):
        row.sign_with(proof)
    return row


def _in_question(patient: Patient, scan: Scan) -> tuple[ResponseDecision | None, Response]:
    """The void decision in whose place one is signed, if there is one, and what the scan says."""
    journey, judged = journey_of(patient), dict(responses(patient))
    before = next((row for row in journey.void_decisions if row.after_cycle == scan.after_cycle), None)
    is_next = (journey.step.step, journey.step.cycle) == (Step.DECIDE, scan.after_cycle)
    if scan not in judged or not (is_next or before):
        raise Conflict(f"No decision on this scan is waiting. {journey.step.reason}")
    return before, judged[scan]


def _judged_with(patient: Patient, scan: Scan) -> list[int]:
    """Keys of the scans that a response is judged by: all that stand, up to this one."""
    keys = [row.pk for row in patient.scan_set.standing().order_by("scanned_on", "pk")]
    return sorted(keys[: keys.index(scan.pk) + 1])


def _check_decision(decision: str, response: Response, reason: str) -> None:
    if decision == Continuation.CONTINUE and response.protocol is ProtocolAnswer.STOP:
        raise ValidationError({"decision": "The disease has progressed: treatment cannot be continued."})
    agrees = (decision == Continuation.CONTINUE) == (response.protocol is ProtocolAnswer.SHRUNK)
    if response.protocol is ProtocolAnswer.STOP:
        agrees = decision == Continuation.STOP
    if not agrees and not reason.strip():
        raise ValidationError(
            {"reason": "This is against the protocol's answer, or the protocol leaves it open: say why."}
        )


def result_of(response: Response) -> dict[str, str | None]:
    """What is frozen of a response when it is decided on."""
    figures = {
        "sum_mm": response.sum_mm,
        "percent_from_baseline": response.percent_from_baseline,
        "percent_from_nadir": response.percent_from_nadir,
        "percent_from_previous": response.percent_from_previous,
    }
    words = {"category": response.category.value, "protocol": response.protocol.value, "reason": response.reason}
    return words | {name: None if figure is None else str(figure) for name, figure in figures.items()}
