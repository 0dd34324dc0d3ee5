"""The flowsheet of one stay: what was charted, column by column, and what is worked out from it."""

from cycles.flowsheet.found import Value, stay
from cycles.flowsheet.reading import Column, Sheet, sheet_of

__all__ = ["Column", "Sheet", "Value", "sheet_of", "stay"]
