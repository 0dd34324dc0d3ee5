"""The forms of ordering a scan, taking its images in, and taking an order back."""

from django import forms

from il2program.forms import ActionForm, DayField
from il2program.signatures.forms import SigningForm
from patients.rules.imaging import Modality, Region

ORDERED = (Modality.CT, Modality.MRI, Modality.PET_CT)


class ScanOrderForm(ActionForm):
    planned_on = DayField(label="Planned for")
    modality = forms.ChoiceField(label="Method", choices=[(one, one.label) for one in ORDERED])
    region = forms.ChoiceField(
        label="What is imaged", choices=[(one, one.label) for one in Region], initial=Region.CHEST_ABDOMEN_PELVIS
    )
    with_contrast = forms.TypedChoiceField(
        label="Contrast",
        choices=[("", "Choose"), ("yes", "With contrast into a vein"), ("no", "Without contrast")],
        coerce=lambda answer: answer == "yes",
    )
    question = forms.CharField(
        label="What the reader should know", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class EarlyContrastForm(SigningForm):
    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ScanReceiptForm(ActionForm):
    scanned_on = DayField(label="Scanned on")
    contrast_given = forms.TypedChoiceField(
        label="Was contrast given into a vein?",
        choices=[("", "Choose"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
    )
    observed = forms.TypedChoiceField(
        label="Was the patient watched for two hours after it?",
        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
    )
    reaction = forms.CharField(
        label="Reaction to contrast",
        max_length=300,
        required=False,
        help_text="What happened and when, such as “hives after 3 hours”. Empty where nothing happened.",
    )


class ScanWithdrawalForm(ActionForm):
    because = forms.CharField(label="Reason", max_length=300)
