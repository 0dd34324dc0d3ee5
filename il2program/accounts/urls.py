"""Logging in and out, and one's own account, mostly by django-allauth; there is no sign-up."""

from allauth.account import views as allauth_views
from django.urls import include, path

from il2program.accounts.views import entrance, own

urlpatterns = [
    path("", own.account, name="account"),
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", entrance.log_out, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("links/<str:token>/", entrance.password_link, name="password_link"),
    path("password/set/", entrance.set_password, name="set_password"),
    path("password/change/", own.change_password, name="account_change_password"),
    path("sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("here/", own.here, name="here"),
    path("passkey/", own.passkey, name="passkey"),
    path("emergency/", own.emergency, name="emergency"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sign-on/", include("il2program.accounts.sign_on_urls")),
]
