from django.urls import path

from patients import views

urlpatterns = [
    path("new/", views.register, name="register"),
    path("<uuid:code>/edit/", views.edit, name="edit"),
    path("<uuid:code>/consent/", views.consent, name="consent"),
    path("<uuid:code>/leave/", views.leave, name="leave"),
    path("<uuid:code>/measurements/<int:pk>/correct/", views.correct, name="correct"),
    path("<uuid:code>/import/", views.import_file, name="import_file"),
    path("<uuid:code>/import/<uuid:preview>/", views.file_preview, name="file_preview"),
]
