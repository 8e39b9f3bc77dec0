"""Every address of the record and of the roster: who may open it, and that odd input breaks none.

A new route that is not in the table fails here: whoever adds one says who may open it.
"""

from uuid import uuid4

import pytest
from django.test import Client

from care.models import RecordAccess
from tests.care.everything import Everything
from tests.care.people import EVERYBODY
from tests.factories import Clinic

pytestmark = pytest.mark.django_db

# By person, as in EVERYBODY: anonymous, alice, dan, maya, jonas, bob, mona. Alice is treated by
# Maya, everything in the addresses is of these two.
LINK = (200,) * 7  # Whoever has the secret link; what was written elsewhere is not shown there.
TO_POST = (405,) * 7
MAYA = (302, 403, 403, 200, 404, 403, 404)
THERAPISTS = (302, 403, 403, 200, 200, 403, 403)
ALICE = (302, 200, 403, 404, 404, 403, 404)
EXPECTED: dict[str, tuple[int, ...]] = {
    "care:guide": (200,) * 7,
    "care:guide_question": (404,) * 7,  # The guide has no question of that name.
    "care:guide_doctor": (302,) * 7,  # Nothing is answered yet.
    "care:guide_suggestion": (302,) * 7,
    "care:guide_anew": TO_POST,
    "care:intake_from_guide": TO_POST,
    "care:intake": LINK,
    "care:intake_anew": TO_POST,
    "care:intake_stop": (302,) * 7,  # Nothing is sent yet: back to the form.
    "care:intake_thanks": (302,) * 7,
    "care:intake_step": LINK,
    "care:intake_read": MAYA,
    "care:unfinished": THERAPISTS,
    "care:patients": THERAPISTS,
    "care:record": MAYA,
    "care:note": MAYA,
    "care:note_save": TO_POST,
    "care:note_begin": TO_POST,
    "care:note_sign": (302, 403, 403, 303, 404, 403, 404),  # Signed already: to the note.
    "care:note_add": (302, 403, 403, 405, 404, 403, 404),
    "care:templates": THERAPISTS,
    "care:template_new": THERAPISTS,
    "care:template": (302, 403, 403, 200, 404, 403, 403),
    "care:template_delete": (302, 403, 403, 200, 404, 403, 403),
    "care:open_by_exception": (302, 403, 403, 404, 404, 403, 200),
    "care:close_early": TO_POST,
    "care:my_record": (302, 200, 200, 200, 200, 200, 200),  # Each their own.
    "care:sign_in_again": TO_POST,
    "care:who_looked": ALICE,
    "care:download": ALICE,
    "care:erase": ALICE,
    "care:take_back_erasure": TO_POST,
    "care:withdraw_consent": ALICE,
    "care:progress": MAYA,
    "care:course": MAYA,
    "care:end_course": TO_POST,
    "care:questionnaire_here": MAYA,
    "care:questionnaire": LINK,
    "care:check_in": LINK,
    "care:check_ins": (302, 403, 403, 200, 200, 403, 404),
    "care:check_in_seen": TO_POST,
    "roster:today": THERAPISTS,
    "roster:day": THERAPISTS,
    "roster:this_week": THERAPISTS,
    "roster:week": THERAPISTS,
    "roster:late": TO_POST,
    "roster:undo": TO_POST,
    "roster:step": TO_POST,
    "roster:calendar": THERAPISTS,
    "roster:time_off": THERAPISTS,
    "roster:time_off_withdraw": TO_POST,
    "roster:feed": LINK,
}
REFUSED = (403, 404)
ODD = ("\0", "9" * 23, "9999-12-31", "\U0001f486 'Ω\"<b>%s" * 500)
FIELDS = (
    *("after", "agree_1", "aim", "allergies", "areas", "avoid", "avoid_words", "begin", "bruising"),
    *("cautions", "change", "changed", "conditions", "content", "edition", "every_days", "file"),
    *("first_day", "helps", "how", "items", "last_day", "medication", "minutes", "name", "over"),
    *("page", "pain", "pain_after", "pain_before", "pain_now", "pain_worst", "plan", "reason"),
    *("planned_sessions", "pressure", "red_flags", "resolve", "review_on", "seen", "send"),
    *("signed_name", "since", "soreness", "starts_on", "subjective", "sure", "text", "wish"),
    *("first_time", "last_time", "none_of_these", "other_treatments", "techniques", "words"),
)
HUGE, NOBODY = "9" * 23, uuid4()
ODD_ADDRESSES = (
    f"/care/patients/{HUGE}/",
    f"/care/patients/{2**63}/progress/",
    f"/care/patients/{HUGE}/open/",
    f"/care/patients/{HUGE}/sessions/{HUGE}/note/",
    f"/care/patients/1/sessions/{HUGE}/questionnaire/",
    f"/care/patients/1/intakes/{NOBODY}/",
    f"/care/templates/{NOBODY}/",
    f"/care/templates/{NOBODY}/delete/",
    f"/care/check-ins/{NOBODY}/seen/",
    f"/check-in/{'x' * 43}/",
    "/check-in/%00/",
    f"/appointments/{'x' * 43}/questionnaire/",
    f"/appointments/{'x' * 43}/intake/",
    f"/appointments/{'x' * 43}/intake/nothing/",
    f"/my-record/{HUGE}/looks/",
    f"/my-record/1/consents/{NOBODY}/",
    f"/my-record/{HUGE}/download/",
    "/roster/9999-12-31/",
    "/roster/0001-01-01/",
    "/roster/2026-02-30/",
    "/roster/week/9999-12-31/",
    "/roster/week/2000-01-01/",
    "/roster/2099-12-31/",
    f"/roster/sessions/{HUGE}/start/",
    f"/roster/sessions/1/undo/{HUGE}/",
    f"/roster/time-off/{HUGE}/withdraw/",
    f"/roster/feed/{'x' * 43}.ics",
)


@pytest.fixture
def scene(clinic: Clinic) -> Everything:
    return Everything(clinic)


def test_everybody_at_every_address(scene: Everything) -> None:
    browsers = [scene.browser(name) for name in EVERYBODY]
    answers = {
        route: tuple(browser.get(url).status_code for browser in browsers)
        for route, url in scene.addresses().items()
    }
    assert answers == EXPECTED


def test_who_is_let_in_by_exception_reads_and_does_not_write(scene: Everything) -> None:
    mona = scene.browser("mona")
    mona.post(f"/care/patients/{scene.alice.pk}/open/", {"reason": "The college asks about it."})
    opened = {
        route
        for route, url in scene.addresses().items()
        if EXPECTED[route] == MAYA and mona.get(url).status_code == 200
    }
    assert opened == {"care:intake_read", "care:record", "care:note", "care:progress"}


def typed(method: str, odd: str) -> dict[str, str]:
    """No server takes an address as long as a form may be."""
    return dict.fromkeys(FIELDS, odd[:100] if method == "get" else odd)


@pytest.mark.parametrize("name", ["alice", "maya", "mona"])
def test_it_bears_whatever_is_typed(scene: Everything, name: str) -> None:
    broken = [
        (route, method, odd)
        for route, url in scene.addresses().items()
        # One of the addresses signs out.
        for browser in [unbroken(scene, name)]
        # Who is refused is refused before anything is read.
        for odd in (ODD[:1] if EXPECTED[route][EVERYBODY.index(name)] in REFUSED else ODD)
        for method in (["post"] if EXPECTED[route] == TO_POST else ["get", "post"])
        if getattr(browser, method)(url, typed(method, odd)).status_code >= 500
    ]
    assert broken == []


@pytest.mark.parametrize("name", ["alice", "maya", "mona"])
def test_it_bears_odd_addresses(scene: Everything, name: str) -> None:
    browser = unbroken(scene, name)
    answers = {
        (url, method): getattr(browser, method)(url).status_code
        for url in ODD_ADDRESSES
        for method in ("get", "post")
    }
    assert {key: status for key, status in answers.items() if status >= 500} == {}
    assert RecordAccess.objects.exists()


def unbroken(scene: Everything, name: str) -> Client:
    """Their browser; an error on the server is an answer like any other."""
    browser = scene.browser(name)
    browser.raise_request_exception = False
    return browser
