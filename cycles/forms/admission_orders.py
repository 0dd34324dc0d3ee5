"""The forms of orders: signing them, verifying them, and the bags."""

from decimal import Decimal
from typing import Any

from django import forms

from cycles.forms.weights import DosingWeightField, computed_dose
from cycles.rules.dosing import Dose
from cycles.rules.order_set import NotifyLimit, OrderSet, Section
from cycles.rules.protocol import PROTOCOL
from il2program.forms import ActionForm, DayField, InstantField, SeenField
from il2program.signatures.forms import SigningForm

CODE_STATUS = (
    "Full code",
    "Do not intubate",
    "Do not resuscitate",
    "Do not resuscitate, do not intubate",
)
QUANTITIES = ("dose_million_units", "volume_ml", "bag_ml", "vials")
FROM_THE_SHEET = {"inputmode": "decimal", "autocomplete": "off"}


class OrdersForm(SigningForm):
    """An admission's orders; a signature counts only for the dose that the page showed."""

    dosing_weight_kg = DosingWeightField(help_text="The actual weight at this admission. It is frozen for the cycle.")
    weight_reason = forms.CharField(
        label="Why the weight differs from screening",
        max_length=300,
        required=False,
        help_text="Needed where it differs by more than 10 %.",
    )
    max_doses = forms.IntegerField(
        label="Doses at most",
        min_value=1,
        max_value=PROTOCOL.slots_per_cycle,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"max_value": "A cycle has at most 14 doses."},
    )
    first_dose_at = InstantField(label="First dose at")
    code_status = forms.ChoiceField(choices=[(words, words) for words in CODE_STATUS])
    allergies_reviewed = forms.BooleanField(
        label="I have reviewed these allergies",
        error_messages={"required": "Review the allergies, and confirm it."},
    )
    because = forms.CharField(label="Why the orders are changed", max_length=300, required=False)
    seen_weight_kg = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_change:
            del self.fields["because"]

    @property
    def computed(self) -> Dose | None:
        return computed_dose(self)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data.pop("allergies_reviewed", None)
        shown_kg = self.cleaned_data.pop("seen_weight_kg", None)
        if self.computed is not None and shown_kg != self.computed.weight_kg:
            self.add_error("dosing_weight_kg", "Read the dose for this weight, then sign.")
        return super().clean()


class VerificationForm(SigningForm):
    """What the pharmacist computed; the program's own values are nowhere on the page."""

    dose_million_units = forms.DecimalField(
        label="Dose",
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs=FROM_THE_SHEET | {"data-unit": "million units"}),
    )
    volume_ml = forms.DecimalField(
        label="Volume of reconstituted drug",
        max_digits=6,
        decimal_places=3,
        widget=forms.TextInput(attrs=FROM_THE_SHEET | {"data-unit": "mL"}),
    )
    bag_ml = forms.TypedChoiceField(
        label="Bag of dextrose 5 %", choices=[("", "Choose"), (25, "25 mL"), (50, "50 mL"), (100, "100 mL")], coerce=int
    )
    vials = forms.IntegerField(
        min_value=1, max_value=99, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )

    # The four quantities, once all were typed and can be.
    calculated: dict[str, Any] | None = None

    def clean(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in QUANTITIES if name in self.cleaned_data}
        if len(found) == len(QUANTITIES):
            self.calculated = found
        return super().clean()


class BagForm(ActionForm):
    lot = forms.CharField(label="Lot of the vials", max_length=60)
    drug_expires_on = DayField(label="Vials expire on")
    prepared_at = InstantField(label="Prepared at")


class DiscardForm(ActionForm):
    because = forms.CharField(label="Why it is discarded", max_length=300)


class OrderSetForm(ActionForm):
    """The order set: a text of one order a line for each section, and a number for each limit."""

    because = forms.CharField(label="What changed, and why", max_length=300)
    seen = SeenField()

    def __init__(self, *args: Any, current: OrderSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        self.fields["seen"].initial = current.version
        for part in current.sections:
            lines = "\n".join(part.lines)
            text = forms.Textarea(attrs={"rows": len(part.lines) + 2})
            self.fields[part.key] = forms.CharField(label=part.title, initial=lines, max_length=4000, widget=text)
        for at, limit in enumerate(current.limits):
            self.fields[f"limit_{at}"] = forms.DecimalField(
                label=limit.label,
                initial=f"{limit.limit:f}",
                max_digits=9,
                decimal_places=2,
                widget=forms.TextInput(attrs=FROM_THE_SHEET | {"data-unit": limit.unit}),
            )
        self.order_fields([name for name in self.fields if name != "because"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        sections = tuple(Section(old.key, old.title, _lines(cleaned.pop(old.key))) for old in self.current.sections)
        limits = tuple(_changed(old, cleaned.pop(f"limit_{at}")) for at, old in enumerate(self.current.limits))
        return cleaned | {"order_set": OrderSet(self.current.version, sections, limits)}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _changed(limit: NotifyLimit, value: Decimal) -> NotifyLimit:
    return NotifyLimit(limit.key, limit.side, value.normalize() if value else value, limit.also)
