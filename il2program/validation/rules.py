"""Every rule that a case can ask, by name."""

from il2program.validation import answers_bedside, answers_cycles, answers_patients
from il2program.validation.cases import Rule

RULES: dict[str, Rule] = {
    rule.name: rule for rule in (*answers_cycles.RULES, *answers_bedside.RULES, *answers_patients.RULES)
}
