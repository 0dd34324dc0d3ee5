from patients.forms.measurements import CorrectionForm, unit_field, value_field
from patients.forms.people import ConsentForm, EditForm, LeaveForm, RegisterForm

__all__ = ["ConsentForm", "CorrectionForm", "EditForm", "LeaveForm", "RegisterForm", "unit_field", "value_field"]
