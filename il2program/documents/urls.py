from django.urls import path

from il2program.documents import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<slug:form>.pdf", views.document, name="document"),
    path("trail/record.zip", views.record, name="record_export"),
]
