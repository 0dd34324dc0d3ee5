"""Patients in their first course: in a bed, in the break, before the scan, before the decision."""

from il2program.demo.case import FEMALE, MALE, MELANOMA, RCC, Case, Due, Seen, Stay, ago, sunday
from il2program.demo.turns import corrects_dose, ends_course, liver_recovers, moves_booking, stops_for_good

FIRST_COURSE: tuple[Case, ...] = (
    # In a bed now: a dose due soon, one that is late, and the first dose still to come.
    Case(
        "Esempio",
        "Rosa",
        FEMALE,
        57,
        RCC,
        72,
        due=Due(1, 7, 35),
        turns=(corrects_dose(1, slot=2, minutes_late=25, because="The time was that of the slot, not of the start."),),
    ),
    Case("Beispiel", "Stefan", MALE, 64, RCC, 95, due=Due(1, 5, -80), stays=(Stay("gggg"),)),
    Case("Sample", "Tomás", MALE, 42, MELANOMA, 83, due=Due(1, 1, 110)),
    # In a bed longer than seven days.
    Case(
        "Sample",
        "Ursula",
        FEMALE,
        67,
        RCC,
        61,
        ago(8),
        stays=(Stay("ggggggggkgiiii", days=11, stop="infection", stay_reason="Line infection."),),
    ),
    # In a bed for cycle 2.
    Case("Próba", "Viktor", MALE, 49, MELANOMA, 90, ago(26), due=Due(2, 9, 150), stays=(Stay("ggggggpgggg"),)),
    # In the break.
    Case("Voorbeeld", "Willemijn", FEMALE, 54, RCC, 70, ago(10), units="si"),
    # The first admission was cancelled, the second one was not; now in the break.
    Case(
        "Exemplo", "Xavier", MALE, 60, RCC, 81, ago(22), stays=(Stay("", days=2, note="Fever of 38.6 °C on arrival."),)
    ),
    # The second admission is booked later by hand.
    Case(
        "Example-Sample",
        "Yvonne",
        FEMALE,
        46,
        MELANOMA,
        64,
        ago(17),
        turns=(moves_booking(9, by_days=4, because="Her daughter's wedding."),),
    ),
    # The second admission is overdue.
    Case("Nobody", "Zoltán", MALE, 62, RCC, 99, ago(27), until="cycle 2"),
    # Booked by hand, then the second cycle was cancelled: the booking is contradicted.
    Case(
        "Ninguém",
        "Adelaide",
        FEMALE,
        73,
        RCC,
        55,
        ago(18),
        turns=(
            moves_booking(9, by_days=3, because="No bed on the weekend."),
            ends_course(16, "Creatinine has not come back under 2 mg/dL."),
        ),
    ),
    # Signs of hepatic failure ended the course; they have resolved.
    Case(
        "Fictief",
        "Bram",
        MALE,
        56,
        MELANOMA,
        78,
        ago(19),
        stays=(Stay("ggggggbb", stop="hepatic", note="Bilirubin 9.2 mg/dL, drowsy, glucose 58 mg/dL."),),
        turns=(liver_recovers(12),),
    ),
    # Stopped for good in cycle 1.
    Case(
        "Phantom",
        "Cecilia",
        FEMALE,
        65,
        RCC,
        69,
        ago(9),
        stays=(Stay("ggggggh", stop="permanent", note="ST depression with chest pain in the night."),),
        turns=(stops_for_good(2, "P3", "ST depression of 2 mm in V4 to V6, troponin I 0.9 ng/mL."),),
    ),
    # Published course: admitted on a Sunday, eight doses, two withheld, the ninth dose at slot 11.
    Case(
        "Anonymous",
        "Dietrich",
        MALE,
        58,
        RCC,
        84,
        sunday(4),
        admissions={2: 21},
        stays=(
            Stay("ggggggggkggp"),
            Stay("ggggggggkkg", days=7, stop="physician", note="Creatinine 3.2 mg/dL after the ninth dose."),
        ),
    ),
    # The scan is due, or overdue, or must be made again.
    Case("Ficción", "Esperanza", FEMALE, 51, MELANOMA, 62, ago(54), until="scan 2"),
    Case("Incognito", "Fabrizio", MALE, 68, RCC, 87, ago(86), until="scan 2", units="us"),
    Case("Blank", "Gwendolyn", FEMALE, 59, RCC, 76, ago(66), until="scan 2 again", scans=(Seen(70, missed=True),)),
    # The scan waits for the decision: shrunk, not shrunk, progression.
    Case("Template", "Hjördís", FEMALE, 48, MELANOMA, 60, ago(68), until="decision 2", scans=(Seen(58),)),
    Case("Prototype", "Ibrahim", MALE, 53, RCC, 93, ago(68), until="decision 2", scans=(Seen(104),)),
    Case("Stand-In", "José", MALE, 70, RCC, 80, ago(68), until="decision 2", scans=(Seen(92, new_lesion=True),)),
)
