from patients.models.consent import Consent
from patients.models.departure import Departure
from patients.models.diagnosis import Diagnosis
from patients.models.imaging import ImagedLesion, ImagingStudy
from patients.models.imported import FilePreview, ImportedFile, ImportedResult
from patients.models.measurement import Measurement
from patients.models.patient import Patient

__all__ = [
    "Consent",
    "Departure",
    "Diagnosis",
    "FilePreview",
    "ImagedLesion",
    "ImagingStudy",
    "ImportedFile",
    "ImportedResult",
    "Measurement",
    "Patient",
]
