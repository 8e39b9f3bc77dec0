from django.urls import path, register_converter

from booking.views import (
    appointments,
    attending,
    cancel,
    choose,
    contact,
    details,
    embed,
    hold,
    home,
    joining,
    reschedule,
    waiting,
)

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
    path("embed/book/", embed.book, name="embedded"),
    path("embed/book.js", embed.script, name="embed_script"),
    path("book/hold/", hold.hold, name="hold"),
    path("book/<token:token>/", details.details, name="details"),
    path("book/<token:token>/release/", hold.release, name="release"),
    path("book/<token:token>/sign-in/", details.HoldSignIn.as_view(), name="sign_in"),
    path("book/<token:token>/code/", details.HoldCode.as_view(), name="code"),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/<token:token>/", appointments.appointment, name="appointment"),
    path("appointments/<token:token>/calendar.ics", appointments.calendar, name="calendar"),
    path("appointments/<token:token>/reschedule/", reschedule.reschedule, name="reschedule"),
    path("appointments/<token:token>/attending/", attending.attending, name="attending"),
    path("appointments/<token:token>/cancel/", cancel.cancel, name="cancel"),
    path("appointments/<token:token>/contact/", contact.contact, name="contact"),
    path("appointments/<token:token>/earlier/", joining.earlier, name="earlier"),
    path("waiting/join/", joining.join, name="join"),
    path("waiting/join/details/", joining.join_details, name="join_details"),
    path("waiting/join/sign-in/", joining.JoinSignIn.as_view(), name="join_sign_in"),
    path("waiting/join/code/", joining.JoinCode.as_view(), name="join_code"),
    path("waiting/line/<token:token>/", waiting.waiting, name="waiting"),
    path("waiting/line/<token:token>/leave/", waiting.leave, name="leave"),
    path("waiting/line/<token:token>/go-on/", waiting.go_on, name="go_on"),
    path("waiting/<token:token>/", waiting.offer, name="offer"),
    path("waiting/<token:token>/accept/", waiting.accept, name="accept"),
    path("waiting/<token:token>/decline/", waiting.decline, name="decline"),
]
