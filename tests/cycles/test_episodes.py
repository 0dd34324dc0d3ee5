from datetime import UTC, datetime, timedelta

import pytest

from cycles.rules.episodes import Point, course_of_grades

START = datetime(2026, 3, 2, tzinfo=UTC)


def ran(*grades):
    return course_of_grades([Point(START + timedelta(hours=hour), grade, hour) for hour, grade in enumerate(grades)])


@pytest.mark.parametrize(
    ("grades", "onset", "peak", "recovered", "is_open"),
    [
        ((2,), 0, 0, None, True),
        ((0, 1, 3, 2, 1), 1, 2, 4, False),
        ((1, 3, 1, 2), 0, 1, None, True),
        ((1, 3, 1, 2, 0), 0, 1, 4, False),
        ((1, 1), 0, 0, None, False),
        ((0,), None, None, None, False),
        ((3, 3), 0, 0, None, True),
        ((3, 5), 0, 1, None, True),
    ],
)
def test_a_toxicity_has_onset_peak_and_recovery(grades, onset, peak, recovered, is_open):
    found = ran(*grades)
    assert [one and one.key for one in (found.onset, found.peak, found.recovered)] == [onset, peak, recovered]
    assert found.is_open is is_open


def test_grades_charted_out_of_order_are_read_in_the_order_of_their_instants():
    late = Point(START + timedelta(hours=5), 1, 1)
    early = Point(START, 3, 2)
    assert course_of_grades([late, early]).recovered == late


def test_without_a_grade_there_is_no_course():
    with pytest.raises(ValueError, match="Nothing was graded"):
        course_of_grades([])
