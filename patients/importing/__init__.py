"""Laboratory results out of files: plain Python, told the time and what the chart says.

`read_file` makes results of a file's bytes, in the file's own words. `judge` says of each what it would become here:
stored, doubtful or not stored, and why. Nothing here knows the database. What is understood stands in
docs/laboratory-files.md.
"""

from patients.importing.found import MOST_RESULTS, FileKind, FoundFile, Result, Unreadable
from patients.importing.judging import Chart, Judged, judge, of_this_patient
from patients.importing.lines import Line, Option, Verdict
from patients.importing.reading import MOST_BYTES, read_file
from patients.importing.standing import Standing

__all__ = [
    "MOST_BYTES",
    "MOST_RESULTS",
    "Chart",
    "FileKind",
    "FoundFile",
    "Judged",
    "Line",
    "Option",
    "Result",
    "Standing",
    "Unreadable",
    "Verdict",
    "judge",
    "of_this_patient",
    "read_file",
]
