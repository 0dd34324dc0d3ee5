"""Units and the exact factors between them.

A unit says how a value in it becomes a value in the analyte's canonical unit: value × factor + offset.
Factors are fractions, so that nothing is rounded on the way. Molar factors for creatinine and bilirubin:
clinical reference 10.3 and standard molar mass (584.66 g/mol); the others follow from the standard atomic
weights. The other spellings are those of UCUM and of laboratory print-outs.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True)
class Unit:
    name: str
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    # Other spellings of the same unit, read when results come in from a file.
    also: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether a spelling means this unit, however it is cased, spaced or its micro sign written."""
        return plain(name) in {plain(spelling) for spelling in (self.name, *self.also)}


@lru_cache(maxsize=2048)
def plain(name: str) -> str:
    """A unit's spelling without the differences that carry no meaning."""
    short = "".join(name.split()).translate(_SAME_SIGN).casefold()
    if short.startswith(("x10", "x1000")):
        short = short[1:]
    # 10E3/uL, 10e9/L and 10x3/uL are 10*3/uL and 10*9/L as instruments print them; mcg, mcL and mcmol begin with micro.
    short = short.replace("mc", "u")
    return f"10*{short[3:]}" if short.startswith(("10e", "10x")) else short


# Both micro signs read as u, a raised digit as a power, and the two signs of multiplication as one letter.
_SAME_SIGN = str.maketrans(
    {"\u00b5": "u", "\u03bc": "u", "^": "*", "×": "x", "²": "*2", "³": "*3", "⁶": "*6", "⁹": "*9", "℃": "°C", "℉": "°F"}
)


def _unit(name: str, *also: str, factor: Fraction | int = 1, offset: Fraction | int = 0) -> Unit:
    return Unit(name, Fraction(factor), Fraction(offset), also)


def _molar(name: str, *also: str, mg_per_dl: str) -> Unit:
    """The unit of amount that corresponds to so many mg/dL each."""
    return _unit(name, *also, factor=Fraction(mg_per_dl))


# Body and vital signs
KG = _unit("kg")
LB = _unit("lb", "[lb_av]", "lbs", "pounds", factor=Fraction("0.45359237"))
CM = _unit("cm")
INCH = _unit("in", "[in_i]", "inch", "inches", factor=Fraction("2.54"))
METER = _unit("m", factor=100)
CELSIUS = _unit("°C", "Cel", "C", "degC", "deg C", "celsius")
FAHRENHEIT = _unit("°F", "[degF]", "F", "deg F", "fahrenheit", factor=Fraction(5, 9), offset=Fraction(-160, 9))
KG_PER_M2 = _unit("kg/m²", "kg/m2", "kg/m*2")
M2 = _unit("m²", "m2", "m*2")
MMHG = _unit("mmHg", "mm[Hg]", "mm Hg", "torr")
# By definition 1 mmHg is 133.322387415 Pa.
KPA = _unit("kPa", factor=Fraction(1000) / Fraction("133.322387415"))
PER_MINUTE = _unit("/min", "{beats}/min", "{breaths}/min", "beats/min", "breaths/min", "bpm", "1/min")
PERCENT = _unit("%", "percent", "{percent}", "pct")
FRACTION = _unit("fraction", "L/L", factor=100)
SCORE = _unit("", "1", "{score}", "{#}", "score")
RATIO = _unit("", "1", "{INR}", "INR", "{ratio}", "ratio")
SECONDS = _unit("s", "sec", "secs", "second", "seconds")

# Counts
PER_UL = _unit(
    "/µL", "{cells}/uL", "cells/uL", "cell/uL", "1/uL", "/mm3", "/mm*3", "/cumm", "cells/mm3", "cells/mm*3",
    "cells/cumm", "10*6/L", "10*6.L-1",
)  # fmt: skip
THOUSAND_PER_UL = _unit(
    "10³/µL", "10*3/uL", "10+3/uL", "1000/uL", "K/uL", "thou/uL", "th/uL", "thousand/uL", "thous/uL", "10*9/L",
    "10+9/L", "G/L", "giga/L", "bil/L", "K/mm3", "K/mm*3", "K/cumm", "10*3/mm3", "10*3/mm*3", "10*3/cumm", "thou/mm3",
    "thou/mm*3", "thou/cumm", "thousand/mm3",
    factor=1000,
)  # fmt: skip

# Laboratory
G_PER_DL = _unit("g/dL", "gm/dL", "gms/dL", "g%", "gm%", "g/100mL")
G_PER_L = _unit("g/L", factor=Fraction(1, 10))
MG_PER_DL = _unit("mg/dL", "mgs/dL", "mg%", "mg/100mL")
MMOL_PER_L = _unit("mmol/L", "meq/L", "mEq/L")
U_PER_L = _unit("U/L", "[IU]/L", "[iU]/L", "IU/L", "units/L", "unit/L")
# 1 U is 1/60 µkat.
UKAT_PER_L = _unit("µkat/L", "ukat/L", factor=60)
NG_PER_ML = _unit("ng/mL", "ug/L", "mcg/L")
NG_PER_L = _unit("ng/L", "pg/mL", factor=Fraction(1, 1000))
NG_PER_DL = _unit("ng/dL")
MU_PER_L = _unit("mU/L", "m[IU]/L", "m[iU]/L", "mIU/L", "u[IU]/mL", "uU/mL", "uIU/mL")

CREATININE_UMOL_PER_L = _unit("µmol/L", "umol/L", "mcmol/L", factor=1 / Fraction("88.42"))
BILIRUBIN_UMOL_PER_L = _unit("µmol/L", "umol/L", "mcmol/L", factor=1 / Fraction("17.104"))
GLUCOSE_MMOL_PER_L = _molar("mmol/L", mg_per_dl="18.0156")  # 180.156 g/mol
UREA_NITROGEN_MMOL_PER_L = _molar("mmol/L", mg_per_dl="2.8014")  # two nitrogen atoms, 28.014 g/mol
CALCIUM_MMOL_PER_L = _molar("mmol/L", mg_per_dl="4.0078")  # 40.078 g/mol
MAGNESIUM_MMOL_PER_L = _molar("mmol/L", mg_per_dl="2.4305")  # 24.305 g/mol
PHOSPHATE_MMOL_PER_L = _molar("mmol/L", mg_per_dl="3.0974")  # phosphorus, 30.974 g/mol

# Function of kidney and lung
ML_PER_MIN = _unit("mL/min")
ML_PER_MIN_173 = _unit("mL/min/1.73 m²", "mL/min/{1.73_m2}", "mL/min/1.73m2", "mL/min/{1.73m2}", "mL/min/1.73m*2")
LITER = _unit("L", "liter", "liters")
ML = _unit("mL", "milliliter", factor=Fraction(1, 1000))
DLCO = _unit("mL/min/mmHg", "mL/min/mm[Hg]", "mL/mmHg/min", "mL/(min.mm[Hg])")

# At the bedside
L_PER_MIN = _unit("L/min", "liters/min")
UG_PER_KG_MIN = _unit("µg/kg/min", "ug/kg/min", "mcg/kg/min")
ML_COUNTED = _unit("mL", "milliliter")
ML_PER_HOUR = _unit("mL/h", "mL/hr")
HOURS = _unit("h", "hours", "hr")
BEATS = _unit("beats", "{beats}")
MG = _unit("mg")
MEQ = _unit("mEq", "meq")
