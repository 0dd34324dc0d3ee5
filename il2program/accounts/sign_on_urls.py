"""The way through the hospital's single sign-on, and back."""

from allauth.socialaccount import views
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

from il2program.accounts.views import entrance

urlpatterns = [
    path("cancelled/", views.login_cancelled, name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/", entrance.sign_on, name="openid_connect_login"),
    path("<slug:provider_id>/callback/", openid_connect.callback, name="openid_connect_callback"),
]
