from django.urls import path

from il2program.documents.prints import views

urlpatterns = [
    path("", views.centre, name="print_centre"),
    path("prints/<uuid:batch>/", views.prints, name="prints"),
    path("prints/<uuid:batch>/cancel/", views.cancel, name="cancel_prints"),
    path("prints/<uuid:batch>/again/", views.again, name="print_again"),
    path("prints/<uuid:batch>/file/", views.fetch, name="fetch_prints"),
]
