from django.urls import path

from il2program.submissions import views

urlpatterns = [
    path("", views.keep_draft, name="keep_draft"),
    path("<int:pk>/discard/", views.discard_draft, name="discard_draft"),
]
