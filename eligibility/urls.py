from django.urls import path

from eligibility import views

urlpatterns = [
    path("eligibility/", views.workup, name="workup"),
    path("eligibility/<str:area>/", views.record_area, name="record_area"),
]
