"""The few pages of django-allauth that are open; it looks them up by these names.

There is no sign-up, password reset or e-mail management: codes do without, staff ask a manager.
"""

from allauth.account import views as allauth
from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.StaffSignIn.as_view(), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("sign-in/", views.SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/code/", views.ConfirmCode.as_view(), name="account_confirm_login_code"),
]
