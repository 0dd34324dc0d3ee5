from django.urls import include, path

urlpatterns = [
    path("", include("il2program.pathway.urls")),
    path("patients/", include("patients.urls")),
    path("patients/<uuid:code>/", include("eligibility.urls")),
    path("patients/<uuid:code>/", include("cycles.urls")),
    path("patients/<uuid:code>/", include("il2program.documents.urls")),
    path("documents/", include("il2program.documents.prints.urls")),
    path("resources/", include("il2program.documents.resources_urls")),
    path("drafts/", include("il2program.submissions.urls")),
    path("order-set/", include("cycles.order_set_urls")),
    path("accounts/", include("il2program.accounts.urls")),
    path("people/", include("il2program.accounts.people_urls")),
]
