"""The patients of the demo: plainly invented, at every stage of the journey."""

from il2program.demo.case import Case
from il2program.demo.cast.finished import FINISHED
from il2program.demo.cast.first_course import FIRST_COURSE
from il2program.demo.cast.later_courses import LATER_COURSES
from il2program.demo.cast.workup import WORKUP

CASES: tuple[Case, ...] = (*WORKUP, *FIRST_COURSE, *LATER_COURSES, *FINISHED)
