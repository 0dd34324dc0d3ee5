from django.urls import path

from il2program.pathway.views import (
    bookings,
    census,
    chart,
    hand_over,
    health,
    patients,
    sign_off,
    trail,
    worklist,
    workup,
)

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("patients/", patients.patients, name="patients"),
    path("patients/export.csv", patients.export, name="patients_export"),
    path("patients/<uuid:code>/", chart.chart, name="chart"),
    path("patients/<uuid:code>/bookings/<int:pk>/move/", bookings.move_booking, name="move_booking"),
    path("patients/<uuid:code>/bookings/<int:pk>/withdraw/", bookings.withdraw_booking, name="withdraw_booking"),
    path("patients/<uuid:code>/eligibility/", workup.workup, name="workup"),
    path("patients/<uuid:code>/eligibility/sign/", sign_off.sign_off, name="sign_off"),
    path("patients/<uuid:code>/trail/", trail.chart_trail, name="chart_trail"),
    path("patients/<uuid:code>/trail/export.csv", trail.chart_trail_export, name="chart_trail_export"),
    path("trail/", trail.program_trail, name="program_trail"),
    path("trail/export.csv", trail.program_trail_export, name="program_trail_export"),
    path("census/", census.census, name="census"),
    path("census/hand-over/", hand_over.hand_over_sheet, name="hand_over_sheet"),
    path("healthz", health.healthz, name="healthz"),
]
