from django.urls import path

from il2program.accounts.views import people

urlpatterns = [
    path("", people.people, name="people"),
    path("invite/", people.invite, name="invite"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/change/", people.change, name="change_person"),
    path("<int:pk>/<slug:deed>/", people.act, name="act_on_person"),
]
