"""The intake on a phone: by keyboard and thumb, saved as it is filled in."""

from playwright.sync_api import Browser, Page, expect

from booking.models import Appointment
from care.models import Intake
from tests.booking.pages import booked, soon
from tests.browser.steps import PHONE, inspect, tab_to, visitor
from tests.factories import Clinic

OLD = "x" * 64
AGE = f"document.querySelector('#intake-form [name=csrfmiddlewaretoken]').value = '{OLD}'"


def answers_of(appointment: Appointment) -> dict[str, object]:
    return Intake.objects.get(appointment=appointment).answers  # type: ignore[no-any-return]


def go_on(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def mark_the_body(page: Page) -> None:
    """The neck by thumb on the drawing, the belly by keyboard in the list."""
    page.locator('[data-body-map="areas"] [data-area="back_neck"]').click()
    tab_to(page, "Front of the body as a list")
    page.keyboard.press("Enter")
    tab_to(page, "Belly")
    page.keyboard.press("Space")
    expect(page.get_by_text("Marked: Back of the neck")).to_be_visible()
    expect(page.locator('[data-area="belly"].body-area-marked').first).to_be_visible()


def test_it_is_filled_in_on_a_phone(browser: Browser, live_site: str) -> None:
    clinic = Clinic()
    appointment = booked(clinic, soon(clinic, 10))
    with visitor(browser, live_site) as page:
        page.goto(f"/appointments/{appointment.token}/")
        page.get_by_role("link", name="Fill in the form").click()
        inspect(page)
        page.get_by_role("link", name="Begin").click()
        inspect(page)
        page.get_by_label("None of these").check()
        go_on(page, "Your reason")
        page.get_by_label("What brings you to us?").fill("a stiff back")
        expect(page.locator("#saved")).to_contain_text("Saved at")
        assert answers_of(appointment)["reason"] == "a stiff back"
        go_on(page, "Where does it hurt?")
        mark_the_body(page)
        page.get_by_role("radio", name="5", exact=True).first.check()
        inspect(page)
        go_on(page, "Your health")
        assert answers_of(appointment)["areas"] == ["back_neck", "belly"]
        inspect(page)
        go_on(page, "Your wishes")
        inspect(page)
        go_on(page, "Agree and send")
        page.get_by_role("button", name="Send to my therapist").click()
        expect(page.get_by_role("alert")).to_be_visible()
        inspect(page)
        for agree in page.get_by_role("checkbox").all():
            agree.check()
        page.get_by_label("Your full name").fill("Alice Archer")
        page.get_by_role("button", name="Send to my therapist").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        page.get_by_role("link", name="look at it").click()
        inspect(page)


def test_a_red_flag_stops_without_scripts_too(browser: Browser, live_site: str) -> None:
    clinic = Clinic()
    appointment = booked(clinic, soon(clinic, 10))
    with visitor(browser, live_site, scripts=False) as page:
        page.goto(f"/appointments/{appointment.token}/intake/safety/")
        page.get_by_label("Chest pain").check()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("911")
        page.get_by_role("link", name="by mistake").click()
        page.get_by_label("Chest pain").uncheck()
        page.get_by_label("None of these").check()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your reason")


def test_nothing_typed_is_lost_when_saving_fails(browser: Browser, live_site: str) -> None:
    clinic = Clinic()
    appointment = booked(clinic, soon(clinic, 10))
    with browser.new_context(base_url=live_site, viewport=PHONE) as phone:
        page = phone.new_page()
        page.goto(f"/appointments/{appointment.token}/intake/reason/")
        words, told = page.get_by_label("What brings you to us?"), page.locator("#saved")
        phone.set_offline(True)
        words.fill("a stiff back")
        expect(told).to_contain_text("Not saved yet: there is no connection")
        page.get_by_role("button", name="Save and go on").click()
        expect(told).to_contain_text("Not saved yet")
        phone.set_offline(False)
        expect(told).to_contain_text("Saved at")
        assert answers_of(appointment)["reason"] == "a stiff back"

        # Signing in in another tab makes the token of this one an old one.
        page.evaluate(AGE)
        words.fill("a stiffer back")
        token = page.locator("#intake-form [name=csrfmiddlewaretoken]")
        expect(token).not_to_have_value(OLD)
        page.evaluate(AGE)
        words.fill("the stiffest back")
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Where does it hurt?")
        assert answers_of(appointment)["reason"] == "the stiffest back"

        # The last words go along with whoever goes back at once.
        page.get_by_role("radio", name="5", exact=True).first.check()
        page.get_by_role("link", name="Back to Your reason").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your reason")
        assert answers_of(appointment)["pain_now"] == 5
