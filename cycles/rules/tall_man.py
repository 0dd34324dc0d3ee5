"""Names of drugs that are mixed up, written so that the part by which they differ stands out.

Source: the lists of look-alike drug names with tall-man letters of FDA and ISMP, as far as a ward may meet them.
"""

import re

NAMES = (
    "ALPRAZolam",
    "buPROPion",
    "busPIRone",
    "ceFAZolin",
    "cefOXitin",
    "cefTAZidime",
    "cefTRIAXone",
    "chlorproMAZINE",
    "clonazePAM",
    "cycloSPORINE",
    "DAUNOrubicin",
    "dimenhyDRINATE",
    "diphenhydrAMINE",
    "DOBUTamine",
    "DOPamine",
    "DOXOrubicin",
    "ePHEDrine",
    "EPINEPHrine",
    "fentaNYL",
    "glipiZIDE",
    "glyBURIDE",
    "hydrALAZINE",
    "HYDROcodone",
    "HYDROmorphone",
    "hydrOXYzine",
    "LORazepam",
    "metFORMIN",
    "methylPREDNISolone",
    "metroNIDAZOLE",
    "niCARdipine",
    "NIFEdipine",
    "oxyCODONE",
    "prednisoLONE",
    "predniSONE",
    "SUFentanil",
    "traMADol",
    "traZODone",
    "vinBLAStine",
    "vinCRIStine",
)
_TALL = {name.lower(): name for name in NAMES}
_NAMED = re.compile(rf"\b({'|'.join(_TALL)})\b", re.IGNORECASE)


def tall_man(text: str) -> str:
    """The text with each of these names in its tall-man letters, however it was typed."""
    return _NAMED.sub(lambda found: _TALL[found[0].lower()], text)
