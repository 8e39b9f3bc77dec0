from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("after-sign-in/", views.after_sign_in, name="after_sign_in"),
]
