"""How a patient fares, on a phone: the day after, and what the therapist sees of it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from care.models import CourseOfCare
from tests.browser.steps import inspect, tab_to, visitor
from tests.care.people import Cast
from tests.care.scoring import asked, pain, session, ticked
from tests.factories import Clinic


@pytest.fixture
def cast(live_site: str) -> Cast:
    return Cast(Clinic(therapists=2, rooms=2))


def fared(cast: Cast) -> None:
    for weeks, (before, after) in enumerate(((4, 2), (5, 3), (6, 4), (7, 5))):
        pain(session(cast, 7 * weeks + 3), before=before, after=after)
    ticked(session(cast, 40), 14)
    ticked(session(cast, 5), 9)
    last = session(cast, 1.1)
    CourseOfCare.objects.create(
        patient=cast.alice,
        therapist=last.therapist,
        planned_sessions=8,
        every_days=7,
        aim="sleep through",
        starts_on=last.starts_local.date(),
        review_on=last.starts_local.date(),
    )


def be_maya(page: Page, cast: Cast, site: str) -> None:
    session = cast.browser("maya").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def test_an_answer_of_the_day_after_reaches_the_therapist(
    browser: Browser, live_site: str, cast: Cast
) -> None:
    fared(cast)
    check_in = asked(pain(session(cast, 1.3), before=3, after=2))
    with visitor(browser, live_site) as page:
        page.goto(f"/check-in/{check_in.token}/")
        inspect(page)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Please choose one.").first).to_be_visible()
        inspect(page)
        page.get_by_label("Much").check()
        page.get_by_label("Yes").check()
        tab_to(page, "0")
        for _ in range(8):
            page.keyboard.press("ArrowRight")
        page.get_by_label("Anything you want to say?").fill("It stings when I bend.")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        inspect(page)
    with visitor(browser, live_site) as page:
        be_maya(page, cast, live_site)
        page.goto("/care/check-ins/")
        expect(page.get_by_text("It stings when I bend.")).to_be_visible()
        inspect(page)
        page.get_by_role("link", name="Progress of Alice").click()
        expect(page.get_by_role("img")).to_have_count(2)
        inspect(page)
        page.emulate_media(color_scheme="dark")
        page.reload()
        inspect(page)
        page.set_viewport_size({"width": 768, "height": 1024})
        inspect(page)
        page.goto("/care/check-ins/")
        page.get_by_role("button", name="Seen").click()
        expect(page.get_by_text("Nothing to look at")).to_be_visible()


def test_the_questionnaire_is_filled_in_without_scripts(
    browser: Browser, live_site: str, cast: Cast
) -> None:
    first = session(cast, -1, status="booked")
    with visitor(browser, live_site, scripts=False) as page:
        page.goto(f"/appointments/{first.token}/questionnaire/")
        page.get_by_label("I walk more slowly than usual").check()
        page.get_by_role("button", name="Save, go on later").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.get_by_label("I sleep less well").check()
        page.get_by_role("button", name="Finish").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert len(first.disability_scores.get().items) == 2
