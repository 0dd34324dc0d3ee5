"""The program's people at their screens, with the clock moved by the test: every act is a form sent to its address."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.urls import reverse

from cycles.models import Bag, Cycle
from cycles.rules.dosing import dose
from eligibility.rules.workup import SECTIONS, Area
from il2program.accounts.roles import Role
from il2program.outbox.tasks import sweep
from patients.models import Patient
from tests import make
from tests.conftest import PageClient

ZONE = ZoneInfo("America/Los_Angeles")
SECOND = {"second_person": "physician", "second_password": make.PASSWORD}
SIGNED = {"password": make.PASSWORD}
READ = {"modality": "ct", "region": "chest_abdomen_pelvis", "read_by": "Dr. Invented Reader"}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def typed(moment: datetime) -> str:
    """An instant as a browser's field sends it."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


class Screens:
    """One patient's journey, page by page. Nothing here reads or writes the database but to find the patient."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        for role in Role:
            make.someone(role)

    def by(self, role: Role) -> PageClient:
        client = PageClient()
        client.force_login(make.someone(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def see(self, role: Role, name: str, *more: object) -> str:
        """The words of a page, with single spaces between them."""
        answer = self.by(role).get(reverse(name, args=more))
        assert answer.status_code == 200, (name, answer.status_code)
        return " ".join(answer.content.decode().split())

    def send(self, role: Role, name: str, *more: object, **facts: Any) -> None:
        """Send a form, which must be carried out."""
        answer = self.by(role).send(reverse(name, args=more), **facts)
        assert answer.status_code == 302, (name, answer.context and answer.context["form"].errors)

    def refused(self, role: Role, name: str, *more: object, **facts: Any) -> str:
        """Send a form, which must be refused; the words of the page that comes back."""
        answer = self.by(role).send(reverse(name, args=more), **facts)
        assert answer.status_code in (200, 409), name
        return " ".join(answer.content.decode().split())

    def refer(self, on: date) -> Patient:
        self.clock.move_to(noon(on))
        facts = make.referral(referred_on=on)
        number = facts["record_number"]
        boxes = {"no_known_allergies": "on"}
        self.send(Role.COORDINATOR, "register", **facts | boxes)
        return Patient.objects.get(record_number=number)

    def workup(self, patient: Patient, **values: str) -> None:
        """Today's results, area by area."""
        found = make.GOOD_WORKUP | {"single_kidney": "no", "dialysis": "no"} | values
        for section in SECTIONS:
            if section.area is Area.IMAGING:
                self.imaging(patient, found)
                continue
            page = self.by(Role.NURSE).get(reverse("record_area", args=[patient.code, section.area]))
            results = {key: found[key] for key in section.entered if found.get(key)}
            facts = {"taken_on": date.today().isoformat(), "seen": page.context["form"]["seen"].value()}  # noqa: DTZ011
            self.send(Role.NURSE, "record_area", patient.code, section.area, **facts | results)

    def imaging(self, patient: Patient, found: dict[str, str]) -> None:
        """The studies of today, one by one."""
        today = date.today().isoformat()  # noqa: DTZ011
        studies = {"ct_chest_abdomen_pelvis": ("ct", "chest_abdomen_pelvis"), "brain_imaging": ("mri", "brain")}
        for key, (modality, region) in studies.items():
            page = self.by(Role.NURSE).get(reverse("record_study", args=[patient.code]))
            told = {"modality": modality, "region": region, "read_by": "Dr. Invented Reader", "taken_on": today}
            told |= {"result": f"{key}:{found[key]}", "seen": page.context["form"]["seen"].value()}
            self.send(Role.NURSE, "record_study", patient.code, **told)

    def consent(self, patient: Patient, on: date) -> None:
        facts = {"signed_on": on, "form_version": "1", "explained_by": "Dr. Invented", "witness": "Testa Witness"}
        self.send(Role.COORDINATOR, "consent", patient.code, **facts)

    def sign(self, patient: Patient, decision: str = "eligible") -> None:
        """The sign-off as the page shows it, each criterion that is not met accepted with a reason."""
        page = self.by(Role.PHYSICIAN).get(reverse("sign_off", args=[patient.code]))
        seen = page.context["letter"].workup
        reasons = {f"exception_{key}": "Accepted in this test." for key in seen.exceptions}
        self.send(Role.PHYSICIAN, "sign_off", patient.code, decision=decision, **reasons, **SIGNED)

    def baseline(self, patient: Patient, on: date, *mm: str) -> None:
        organs = ("Lung", "Liver", "Kidney")
        rows = {f"mm_{row}": size for row, size in enumerate(mm, 1)}
        rows |= {f"organ_{row}": organ for row, organ in enumerate(organs[: len(mm)], 1)}
        self.send(Role.COORDINATOR, "baseline", patient.code, scanned_on=on, **rows, **READ)

    def admit(self, patient: Patient, number: int, at: datetime, weight_kg: str = "80") -> None:
        """Admitted to the first free bed, with the first dose four hours later."""
        self.clock.move_to(at)
        if number in make.SECOND_CYCLES:
            make.renewal(patient, at.date())
        facts = {"bed": Cycle.objects.free_beds()[0], "dosing_weight_kg": weight_kg, "admitted_at": typed(at)}
        if number in make.SECOND_CYCLES:
            facts["toxicity_reviewed_by"] = str(make.someone(Role.PHYSICIAN).pk)
        first = typed(at + timedelta(hours=4))
        self.send(Role.NURSE, "admit", patient.code, number, first_dose_due_at=first, **facts)
        self.order(patient, number)

    def order(self, patient: Patient, number: int) -> None:
        """Signed as the form shows them, and verified by somebody who calculates for themselves."""
        page = self.by(Role.PHYSICIAN).get(reverse("sign_orders", args=[patient.code, number]))
        shown = {name: field.value() for name in page.context["form"].fields if (field := page.context["form"][name])}
        facts = {name: value for name, value in shown.items() if value is not None and name != "seen"}
        facts |= {"first_dose_at": typed(facts["first_dose_at"]), "seen_weight_kg": facts["dosing_weight_kg"]}
        self.send(Role.PHYSICIAN, "sign_orders", patient.code, number, **facts | {"allergies_reviewed": "on"} | SIGNED)
        right = dose(facts["dosing_weight_kg"])
        calculated = {
            "dose_million_units": right.dose_million_units,
            "volume_ml": right.volume_ml,
            "bag_ml": right.bag_ml,
            "vials": right.vials,
        }
        self.send(Role.PHARMACIST, "verify_orders", patient.code, number, **calculated | SIGNED)

    def bag(self, patient: Patient, number: int, at: datetime) -> Bag:
        self.clock.move_to(at)
        facts = {"lot": "LOT1", "drug_expires_on": (at + timedelta(days=90)).date(), "prepared_at": typed(at)}
        self.send(Role.PHARMACIST, "prepare_bag", patient.code, number, **facts)
        return Bag.objects.get(pk=max(Bag.objects.values_list("pk", flat=True)))

    def give(self, patient: Patient, number: int, slot: int, at: datetime) -> None:
        bag = self.bag(patient, number, at)
        self.check(patient, number, slot, at)
        facts = {"decision": "given", "bag": bag.pk, "started_at": typed(at)} | SECOND
        self.send(Role.NURSE, "chart_dose", patient.code, number, slot, **facts)

    def check(self, patient: Patient, number: int, slot: int, at: datetime) -> None:
        page = self.by(Role.NURSE).get(reverse("check", args=[patient.code, number, slot]))
        shown = {"seen": page.context["form"].initial["seen"], "taken_at": typed(at)}
        self.send(Role.NURSE, "check", patient.code, number, slot, **make.GOOD_CHECK | shown)

    def withhold(self, patient: Patient, number: int, slot: int, at: datetime, because: str) -> None:
        self.clock.move_to(at)
        self.send(Role.NURSE, "chart_dose", patient.code, number, slot, decision="withheld", withheld_for=because)

    def discharge(self, patient: Patient, number: int, at: datetime, because: str = "relative_3") -> None:
        self.clock.move_to(at)
        self.send(Role.NURSE, "discharge", patient.code, number, discharged_at=typed(at), stop_reason=because)
        sweep()

    def stay(self, patient: Patient, number: int, first_day: date, doses: int = 3) -> date:
        """Five days in the unit with some doses; the day of discharge."""
        start = noon(first_day)
        self.admit(patient, number, start)
        for slot in range(1, doses + 1):
            self.give(patient, number, slot, start + timedelta(hours=8 * slot - 4))
        last_day = first_day + timedelta(days=4)
        self.discharge(patient, number, noon(last_day))
        return last_day

    def scan(self, patient: Patient, after: int, on: date, *mm: str) -> None:
        self.clock.move_to(noon(on))
        sizes = {f"mm_{lesion.pk}": size for lesion, size in zip(patient.lesion_set.all(), mm, strict=True)}
        self.send(Role.COORDINATOR, "record_scan", patient.code, after, scanned_on=on, **sizes, **READ)
        sweep()

    def decide(self, patient: Patient, after: int, decision: str, reason: str = "") -> None:
        facts = {"decision": decision, "reason": reason} | SIGNED
        self.send(Role.PHYSICIAN, "decide", patient.code, after, **facts)
        sweep()
