from patients.forms.files import FileForm, PreviewForm
from patients.forms.imaging import StudyCorrectionForm, StudyForm
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
    "StudyCorrectionForm",
    "StudyForm",
    "unit_field",
    "value_field",
]
