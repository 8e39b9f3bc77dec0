"""What people do with the record, through the site's pages, with one word in every clinical field.

A flow is a function; add yours to FLOWS. Refusals and errors are flows, too.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking.models import Appointment
from care.models import CheckIn, Intake, SessionNote
from care.privacy import erasure
from clinic.celery import app
from reminders.models import OutgoingMessage, State
from reminders.tasks import deliver_due
from tests.care.canary import WORD
from tests.care.intakes import PAGES, edition_of
from tests.care.intakes import address as intake_page
from tests.care.people import EVERYBODY, Cast
from tests.care.scoring import asked, session

PHRASE = f"It is {WORD} again."
TOO_LONG = PHRASE * 2000
SMALL_TALK = {"subjective", "objective", "assessment", "plan", "techniques"}


class Scene:
    """Everybody's browser, a session that comes, and one that took place."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.browsers = {name: cast.browser(name) for name in EVERYBODY}
        for browser in self.browsers.values():
            browser.raise_request_exception = False
        self.past = session(cast, 1.1)
        starts_at = timezone.now() + timedelta(days=2)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
        blocked = {"blocked_until": times["ends_at"]}
        Appointment.objects.filter(pk=cast.appointment.pk).update(**times, **blocked)
        cast.appointment.refresh_from_db()
        self.answered: list[int] = []

    def __getitem__(self, name: str) -> "Person":
        return Person(self.browsers[name], self.answered)

    def patient(self, name: str, **more: Any) -> str:
        return reverse(f"care:{name}", kwargs={"patient": self.cast.alice.pk, **more})

    def note(self, name: str) -> str:
        return self.patient(name, appointment=self.past.pk)


class Person:
    """A browser that notes what it was answered."""

    def __init__(self, browser: Client, answered: list[int]) -> None:
        self.browser, self.answered = browser, answered

    def get(self, address: str) -> str:
        answer = self.browser.get(address)
        self.answered.append(answer.status_code)
        return "" if answer.streaming else answer.content.decode(errors="replace")

    def post(self, address: str, typed: dict[str, Any], *, htmx: bool = False) -> int:
        answer = self.browser.post(address, typed, headers={"HX-Request": "true"} if htmx else {})
        self.answered.append(answer.status_code)
        return answer.status_code


def with_the_word(typed: dict[str, Any]) -> dict[str, Any]:
    words = ("reason", "helps", "conditions", "allergies", "medication", "avoid_words", "wish")
    return {name: PHRASE if name in words else value for name, value in typed.items()}


def an_intake_is_sent(scene: Scene) -> None:
    of, alice = scene.cast.appointment, scene["alice"]
    for page, typed in PAGES.items():
        sent = {**with_the_word(typed), "edition": edition_of(of)}
        alice.post(intake_page(of, page), {**sent, "autosave": "1"}, htmx=True)
        alice.post(intake_page(of, page), {**sent, "edition": edition_of(of)})
        alice.get(intake_page(of, page))
    signed = {"agree_1": "on", "agree_2": "on", "signed_name": PHRASE}
    alice.post(intake_page(of, "consent"), {**signed, "edition": edition_of(of)})
    alice.get(intake_page(of, "thanks"))
    alice.get(intake_page(of))
    assert Intake.objects.get(appointment=of).submitted_at
    of.refresh_from_db()


def an_intake_is_refused(scene: Scene) -> None:
    of = scene.cast.appointment
    for name in EVERYBODY:
        person = scene[name]
        for wrong in (
            {"reason": TOO_LONG, "edition": edition_of(of)},
            {"reason": PHRASE, "edition": "0"},
            {"reason": PHRASE, "since": WORD, "edition": edition_of(of)},
            {"reason": f"{PHRASE}\0", "edition": WORD},
        ):
            person.post(intake_page(of, "reason"), wrong)
            person.post(intake_page(of, "reason"), wrong, htmx=True)


def a_note_is_written(scene: Scene) -> None:
    maya, address = scene["maya"], scene.note("note_save")
    texts = dict.fromkeys(SMALL_TALK, PHRASE)
    maya.post(address, {**texts, "edition": 0, "pain_before": "7"}, htmx=True)
    maya.post(address, {**texts, "edition": 0})
    maya.post(address, {**texts, "plan": TOO_LONG, "edition": 1})
    maya.post(address, {**texts, "areas": WORD, "edition": 1}, htmx=True)
    maya.post(reverse("care:template_new"), {**texts, "name": "Neck"})
    maya.post(reverse("care:template_new"), {**texts, "name": ""})
    maya.post(scene.note("note_begin"), {**texts, "edition": 1, "begin": "last"})
    maya.get(scene.note("note_sign"))
    maya.post(scene.note("note_sign"), {"edition": SessionNote.objects.get().edition})
    maya.post(scene.note("note_add"), {"text": PHRASE})
    maya.post(scene.note("note_add"), {"text": TOO_LONG})
    maya.post(address, {**texts, "edition": 2})
    assert SessionNote.objects.get().signed_at


def the_day_after_is_answered(scene: Scene) -> None:
    check_in = asked(scene.past)
    address = reverse("care:check_in", kwargs={"token": check_in.token})
    link = scene["anonymous"]
    bad = {"soreness": "much", "bruising": "yes", "pain": "9", "words": PHRASE, "call": "on"}
    link.post(address, {**bad, "pain": WORD})
    link.post(address, {**bad, "words": TOO_LONG})
    link.post(address, bad)
    link.get(address)
    assert CheckIn.objects.get().answered_at
    scene["maya"].get(reverse("care:check_ins"))


def a_course_is_planned(scene: Scene) -> None:
    plan = {"planned_sessions": "6", "every_days": "7", "aim": PHRASE, "seen": ""}
    days = {"starts_on": "2026-01-05", "review_on": "2026-03-05"}
    maya, address = scene["maya"], scene.patient("course")
    maya.post(address, {**plan, **days, "aim": TOO_LONG})
    maya.post(address, {**plan, **days, "every_days": WORD})
    maya.post(address, {**plan, **days})
    maya.post(address, {**plan, **days, "seen": WORD})
    maya.post(scene.patient("end_course"), {"seen": WORD, "aim": PHRASE})


def a_record_is_opened_by_exception(scene: Scene) -> None:
    mona, address = scene["mona"], scene.patient("open_by_exception")
    assert mona.post(address, {"reason": WORD}) == 422
    mona.post(address, {"reason": TOO_LONG})
    mona.post(address, {"reason": PHRASE})
    assert WORD in mona.get(scene.patient("record"))
    mona.post(scene.note("note_save"), {"plan": PHRASE, "edition": 0})
    mona.post(scene.patient("close_early"), {"reason": PHRASE})
    opened = scene.cast.alice.broken_glass.get()
    assert WORD in mona.get(reverse("admin:care_breakglass_change", args=(opened.pk,)))


def everybody_looks(scene: Scene) -> None:
    intake = Intake.objects.get().pk
    records = [scene.patient(name) for name in ("record", "progress", "course")]
    records += [scene.patient("intake_read", intake=intake), scene.note("note")]
    records += [scene.note("questionnaire_here"), scene.note("note_sign")]
    own = [reverse("care:my_record"), scene.patient("who_looked"), scene.patient("download")]
    lists = ["/roster/", "/roster/week/", "/care/", "/care/patients/", "/care/templates/"]
    desk = ["/admin/", "/admin/schedule/", f"/admin/people/{scene.cast.alice.pk}/"]
    desk += ["/admin/care/recordaccess/", "/admin/care/breakglass/", "/appointments/"]
    for name in EVERYBODY:
        for address in (*records, *own, *lists, *desk, intake_page(scene.cast.appointment)):
            scene[name].get(address)
    assert WORD in scene["maya"].get(records[0])


def everything_is_downloaded(scene: Scene) -> None:
    alice = scene["alice"]
    kept = alice.browser.session
    kept["account_authentication_methods_user"] = kept["_auth_user_id"]
    kept["account_authentication_methods"] = [{"at": timezone.now().timestamp()}]
    kept.save()
    for file in ("json", "html", WORD):
        alice.post(scene.patient("download"), {"file": file})


def others_are_refused(scene: Scene) -> None:
    """Without a right, without a sign-in, without the form's token."""
    writing = [scene.note("note_save"), scene.note("note_add"), scene.patient("course")]
    writing += [scene.patient("open_by_exception"), scene.patient("erase")]
    typed = {"text": PHRASE, "plan": PHRASE, "aim": PHRASE, "reason": PHRASE, "edition": "1"}
    for name in ("anonymous", "dan", "jonas", "bob", "alice"):
        for address in writing:
            scene[name].post(address, typed)
    suspicious = Client(enforce_csrf_checks=True)
    suspicious.force_login(scene.cast.users["maya"])
    assert suspicious.post(writing[0], typed).status_code == 403


def the_site_breaks(scene: Scene) -> None:
    """A column is gone: what is being written meets an error of the database."""
    _rename("saved_at", "spoiled")
    typed = {"plan": PHRASE, "reason": PHRASE, "aim": PHRASE, "edition": "1"}
    broken = [
        scene["maya"].post(scene.note("note_save"), typed),
        scene["alice"].post(
            intake_page(scene.cast.appointment, "reason"), {**typed, "edition": "0"}
        ),
    ]
    _rename("spoiled", "saved_at")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE care_painscore SET value = '\\x0102'")
    broken.append(scene["maya"].browser.get(scene.patient("progress")).status_code)
    assert broken == [500, 500, 500]


def _rename(name: str, new: str) -> None:
    with connection.cursor() as cursor:
        for table in ("care_sessionnote", "care_intake"):
            cursor.execute(f"ALTER TABLE {table} RENAME COLUMN {name} TO {new}")


def messages_go(scene: Scene) -> None:
    """Through a worker's task, and with every tick of beat in the broker."""
    soon = timezone.now() + timedelta(hours=1)
    waiting = OutgoingMessage.objects.exclude(state=State.WITHDRAWN)
    waiting.update(state=State.DUE, next_try_at=timezone.now(), not_after=soon)
    deliver_due()
    with Celery(broker=settings.CELERY_BROKER_URL).connection() as broker:
        for tick in settings.CELERY_BEAT_SCHEDULE.values():
            app.send_task(tick["task"], connection=broker)


def an_erasure_is_asked_for(scene: Scene) -> None:
    """What waits for the law is still there afterwards."""
    Appointment.objects.filter(pk=scene.cast.appointment.pk).update(status="cancelled")
    scene["alice"].post(scene.patient("erase"), {"sure": PHRASE})
    assert erasure.open_request(scene.cast.alice)


FLOWS: tuple[Callable[[Scene], None], ...] = (
    an_intake_is_sent,
    an_intake_is_refused,
    a_note_is_written,
    the_day_after_is_answered,
    a_course_is_planned,
    a_record_is_opened_by_exception,
    everybody_looks,
    everything_is_downloaded,
    others_are_refused,
    messages_go,
    an_erasure_is_asked_for,
    the_site_breaks,
)
