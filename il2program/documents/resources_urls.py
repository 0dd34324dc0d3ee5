from django.urls import path

from il2program.documents import resources

urlpatterns = [
    path("", resources.resources, name="resources"),
    path("forms/<slug:form>/", resources.instructions, name="instructions"),
]
