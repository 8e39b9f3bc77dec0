from django.urls import path, register_converter

from booking.views import appointments, cancel, choose, contact, details, hold, home, reschedule

app_name = "booking"


class TokenConverter:
    """What `secrets.token_urlsafe(32)` makes."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

urlpatterns = [
    path("", home.home, name="home"),
    path("book/", choose.choose, name="choose"),
    path("book/hold/", hold.hold, name="hold"),
    path("book/<token:token>/", details.details, name="details"),
    path("book/<token:token>/release/", hold.release, name="release"),
    path("book/<token:token>/sign-in/", details.HoldSignIn.as_view(), name="sign_in"),
    path("book/<token:token>/code/", details.HoldCode.as_view(), name="code"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/<token:token>/", appointments.appointment, name="appointment"),
    path("appointments/<token:token>/calendar.ics", appointments.calendar, name="calendar"),
    path("appointments/<token:token>/reschedule/", reschedule.reschedule, name="reschedule"),
    path("appointments/<token:token>/cancel/", cancel.cancel, name="cancel"),
    path("appointments/<token:token>/contact/", contact.contact, name="contact"),
]
