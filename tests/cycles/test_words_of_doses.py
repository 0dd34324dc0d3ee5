"""How amounts and names of drugs are written wherever a dose is ordered, prepared, charted or told."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cycles.rules.dosing import dose
from cycles.rules.order_set import SHIPPED
from cycles.rules.tall_man import NAMES, tall_man
from cycles.templatetags.figures import figure
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Read as IV, as 10, as a zero, as mg.
MISREAD = re.compile(r"(?<![\w.])(?:IU|MU|MIU|mU|U)\b(?!/L)|\d\s*(?:M|U)\b")
SPELLED_OUT = re.compile(r"\d (?:million units|international units|units)\b")


@pytest.fixture
def cycle():
    """One dose was given at noon, a bag is ready for the second, and it is due."""
    cycle = make.cycle(make.ready_patient(), at=at(2, 10), first_dose_due_at=at(2, 12))
    make.given(cycle, 1, at(2, 12))
    make.bag(cycle, at(2, 12))
    make.check(cycle, at(2, 12))
    return cycle


def words(answer):
    """What stands on the page, without its markup."""
    return re.sub(
        r"\s+", " ", strip_tags(re.sub(r"<script.*?</script>|<svg.*?</svg>", "", text(answer), flags=re.DOTALL))
    )


PAGES = [
    (Role.NURSE, "board", ()),
    (Role.NURSE, "chart_dose", (2,)),
    (Role.NURSE, "correct_dose", (1,)),
    (Role.NURSE, "strike_dose", (1,)),
    (Role.NURSE, "seen", (1,)),
    (Role.NURSE, "hold", (2,)),
    (Role.NURSE, "stop_cycle", ()),
    (Role.NURSE, "discharge", ()),
    (Role.PHYSICIAN, "sign_orders", ()),
    (Role.PHARMACIST, "orders", ()),
    (Role.PHARMACIST, "prepare_bag", ()),
]


@pytest.mark.parametrize(("role", "name", "more"), PAGES, ids=str)
def test_A082_no_page_abbreviates_an_amount_of_the_drug(as_role, cycle, role, name, more):
    answer = as_role(role).get(reverse(name, args=[cycle.patient.code, 1, *more]))
    assert answer.status_code == 200
    told = words(answer)
    assert not MISREAD.findall(told)


@pytest.mark.parametrize(("role", "name", "more"), [PAGES[0], PAGES[1], PAGES[8], PAGES[9]], ids=str)
def test_A082_where_people_dose_from_the_unit_is_spelled_out_after_a_space(as_role, cycle, role, name, more):
    told = words(as_role(role).get(reverse(name, args=[cycle.patient.code, 1, *more])))
    assert "48 million units" in told
    assert SPELLED_OUT.search(told)


def test_A083_ten_thousand_doses_have_no_trailing_and_always_a_leading_zero():
    per_vial = Decimal("1.2")
    computed = [dose(Decimal(tenths) / 10, deliverable_ml_per_vial=per_vial) for tenths in range(300, 2500)]
    amounts = [one.volume_ml for one in computed] + [Decimal(hundredths) / 100 for hundredths in range(1, 8_000)]
    assert len(amounts) >= 10_000
    for shown in map(figure, amounts):
        assert re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d*[1-9])?", shown), shown


@pytest.mark.parametrize(
    ("value", "shown"), [("0.5", "0.5"), ("48.0", "48"), ("0.50", "0.5"), ("100", "100"), ("0", "0")]
)
def test_A083_a_figure_is_written_without_a_zero_that_could_be_misread(value, shown):
    assert figure(Decimal(value)) == shown


@pytest.mark.parametrize(("role", "name"), [(Role.PHYSICIAN, "sign_orders"), (Role.PHARMACIST, "orders")])
def test_A084_orders_name_aldesleukin_first_in_lower_case_and_never_il_2_alone(as_role, cycle, role, name):
    page = text(as_role(role).get(reverse(name, args=[cycle.patient.code, 1])))
    main = re.sub(r"\s+", " ", strip_tags(page.split("<main", 1)[1].split("</main>")[0]))
    assert re.search(r"\baldesleukin\b", main, re.IGNORECASE)
    assert not re.search(r"(?<!\()\bIL-2\b", main)


@pytest.mark.parametrize("name", NAMES)
def test_A084_look_alike_names_stand_in_tall_man_letters_however_they_were_typed(name):
    for typed in (name.lower(), name.upper(), name.capitalize()):
        assert tall_man(f"{typed} 5 mg") == f"{name} 5 mg"
    assert tall_man(f"x{name.lower()}") == f"x{name.lower()}"


def test_A084_the_order_set_is_shown_in_tall_man_letters(as_pharmacist, cycle):
    page = text(as_pharmacist.get(reverse("orders", args=[cycle.patient.code, 1])))
    named = [line for part in SHIPPED.sections for line in part.lines if tall_man(line) != line]
    assert named
    for line in named:
        assert tall_man(line) in page.replace("&#x27;", "'")
