from django.urls import path

from eligibility import views

urlpatterns = [
    path("eligibility/imaging/", views.record_study, name="record_study"),
    path("eligibility/imaging/<int:pk>/correct/", views.correct_study, name="correct_study"),
    path("eligibility/<str:area>/", views.record_area, name="record_area"),
]
