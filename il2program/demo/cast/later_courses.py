"""Patients between courses, and in the second or third one."""

from il2program.demo.case import FEMALE, MALE, MELANOMA, RCC, Case, Due, Seen, ago
from il2program.demo.turns import orders_early_admission

# A very long name must fit banner, list and print.
LONG_NAME = "Placeholder von und zu Musterhausen-Beispielsberg an der Probestraße"

LATER_COURSES: tuple[Case, ...] = (
    # Between courses: the workup of the new one is still to come, or signed.
    Case("Sandbox", "Katarína", FEMALE, 45, MELANOMA, 58, ago(74), until="workup 2", scans=(Seen(66),)),
    Case(LONG_NAME, "Maximilian Alexander", MALE, 57, RCC, 104, ago(70), admissions={3: 73}, scans=(Seen(81),)),
    # In a bed for cycle 3. Cycle 2 began before the break was over, by a physician's order.
    Case(
        "Testsson",
        "Märta",
        FEMALE,
        62,
        RCC,
        73,
        ago(84),
        due=Due(3, 4, 60),
        admissions={2: 16},
        scans=(Seen(63),),
        turns=(orders_early_admission(12, to=2, admit_on=16, reason="Lung lesions that grow fast."),),
    ),
    # In the break before cycle 4. Cycle 3 began before the seven weeks were over; the physician took note of it.
    Case("Maqueta", "Olivia", FEMALE, 66, RCC, 67, ago(84), admissions={3: 71}, scans=(Seen(74),)),
    # In the break between cycles 5 and 6.
    Case("Draft", "Rebecca", FEMALE, 50, MELANOMA, 65, ago(172), admissions={5: 160}, scans=(Seen(70), Seen(42))),
)
