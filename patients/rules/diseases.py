"""The diseases of the program, with the ICD-10-CM codes that name them.

Source: clinical reference 9.1 (ICD-10-CM as of 2026) and 2.1 (S-H1, S-H2).
"""

from enum import StrEnum


class Disease(StrEnum):
    METASTATIC_RCC = "metastatic_rcc"
    METASTATIC_MELANOMA = "metastatic_melanoma"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            Disease.METASTATIC_RCC: "Metastatic kidney cancer",
            Disease.METASTATIC_MELANOMA: "Metastatic melanoma",
            Disease.OTHER: "Another cancer",
        }[self]


HISTOLOGIES: dict[Disease, tuple[str, ...]] = {
    Disease.METASTATIC_RCC: ("Clear cell", "Papillary", "Chromophobe", "Sarcomatoid", "Unclassified"),
    Disease.METASTATIC_MELANOMA: ("Cutaneous", "Acral", "Mucosal", "Unknown primary"),
    Disease.OTHER: ("Other",),
}

PRIMARY_CODES: dict[Disease, dict[str, str]] = {
    Disease.METASTATIC_RCC: {
        "C64.1": "Right kidney",
        "C64.2": "Left kidney",
        "C64.9": "Kidney, side unspecified",
    },
    Disease.METASTATIC_MELANOMA: {
        "C43.0": "Melanoma of lip",
        "C43.10": "Melanoma of eyelid, side unspecified",
        "C43.111": "Melanoma of right upper eyelid",
        "C43.112": "Melanoma of right lower eyelid",
        "C43.121": "Melanoma of left upper eyelid",
        "C43.122": "Melanoma of left lower eyelid",
        "C43.20": "Melanoma of ear, side unspecified",
        "C43.21": "Melanoma of right ear",
        "C43.22": "Melanoma of left ear",
        "C43.30": "Melanoma of face, part unspecified",
        "C43.31": "Melanoma of nose",
        "C43.39": "Melanoma of other parts of face",
        "C43.4": "Melanoma of scalp and neck",
        "C43.51": "Melanoma of anal skin",
        "C43.52": "Melanoma of skin of breast",
        "C43.59": "Melanoma of other part of trunk",
        "C43.60": "Melanoma of arm, side unspecified",
        "C43.61": "Melanoma of right arm",
        "C43.62": "Melanoma of left arm",
        "C43.70": "Melanoma of leg, side unspecified",
        "C43.71": "Melanoma of right leg",
        "C43.72": "Melanoma of left leg",
        "C43.8": "Melanoma of overlapping sites",
        "C43.9": "Melanoma of skin, site unspecified",
    },
    Disease.OTHER: {"C80.1": "Malignant neoplasm, site unspecified"},
}

SECONDARY_SITES: dict[str, str] = {
    "C77.9": "Lymph nodes",
    "C78.00": "Lung",
    "C78.1": "Mediastinum",
    "C78.2": "Pleura",
    "C78.6": "Peritoneum",
    "C78.7": "Liver",
    "C79.00": "Kidney",
    "C79.2": "Skin",
    "C79.31": "Brain",
    "C79.32": "Meninges",
    "C79.51": "Bone",
    "C79.52": "Bone marrow",
    "C79.70": "Adrenal gland",
    "C79.89": "Other site",
}


def codes_of(disease: str) -> dict[str, str]:
    """The ICD-10-CM codes that name this disease's primary tumor; empty for an unknown disease."""
    return next((codes for known, codes in PRIMARY_CODES.items() if known == disease), {})
