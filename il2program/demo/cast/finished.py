"""Patients whose treatment is over, by whatever road."""

from il2program.demo.case import FEMALE, MALE, MELANOMA, RCC, Case, Seen, Stay, monday
from il2program.demo.turns import ends_course, leaves

FINISHED: tuple[Case, ...] = (
    # Published course: five cycles of 5, 5, 4, 4 and 1 doses, and a partial response.
    Case(
        "Ungenannt",
        "Theodor",
        MALE,
        52,
        RCC,
        82,
        monday(82),
        admissions={5: 154},
        stays=(
            Stay("gggggkkk"),
            Stay("gggggpp", stop="relative_3", note="Kidney, pressure and weight gain of 16 % at once."),
            Stay("ggggnn", stop="absolute", note="Hallucinations for six hours."),
            Stay("ggggknk"),
            Stay("gh", stop="absolute", note="Atrial fibrillation for two hours, sinus rhythm by itself."),
        ),
        scans=(Seen(62), Seen(51), Seen(48)),
        turns=(ends_course(161, "Atrial fibrillation after the first dose."),),
    ),
    # Six cycles and a complete response.
    Case("Sketch", "Ulrike", FEMALE, 43, MELANOMA, 66, monday(60), scans=(Seen(52), Seen(24), Seen(0))),
    # Progression after course 1.
    Case(
        "Anyone",
        "Ximena",
        FEMALE,
        60,
        RCC,
        70,
        monday(30),
        scans=(Seen(138),),
        turns=(leaves(84, "progressed", "Goes on to a targeted drug."),),
    ),
    # Left: by their own choice in the break, and by death.
    Case(
        "Quidam", "Beatriz", FEMALE, 64, RCC, 57, monday(16), turns=(leaves(14, "withdrew", "Too hard a first stay."),)
    ),
    Case(
        "Faceless",
        "Conrad",
        MALE,
        74,
        MELANOMA,
        77,
        monday(19),
        turns=(leaves(47, "died", "Brain hemorrhage at home."),),
    ),
)
