from patients.forms.files import FileForm, PreviewForm
from patients.forms.measurements import CorrectionForm, unit_field, value_field
from patients.forms.people import ConsentForm, EditForm, LeaveForm, RegisterForm

__all__ = [
    "ConsentForm",
    "CorrectionForm",
    "EditForm",
    "FileForm",
    "LeaveForm",
    "PreviewForm",
    "RegisterForm",
    "unit_field",
    "value_field",
]
