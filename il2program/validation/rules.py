"""Every rule that a case can ask, by name."""

from il2program.validation import (
    answers_bedside,
    answers_cycles,
    answers_flowsheet,
    answers_patients,
    answers_response,
    answers_workup,
)
from il2program.validation.cases import Rule

ROOMS = (answers_cycles, answers_response, answers_bedside, answers_flowsheet, answers_patients, answers_workup)

RULES: dict[str, Rule] = {rule.name: rule for room in ROOMS for rule in room.RULES}
