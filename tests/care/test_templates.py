"""A therapist's own templates."""

import pytest
from django.test import Client
from django.urls import reverse

from care.models import NoteTemplate
from tests.care.people import EVERYBODY, Cast
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def template(cast: Cast, clinic: Clinic) -> NoteTemplate:
    """Maya's."""
    return NoteTemplate.objects.create(
        therapist=clinic.therapist, name="First visit", content={"plan": "Walk"}
    )


def test_it_is_added(cast: Cast, maya: Client) -> None:
    fields = {"name": "Short", "plan": "Ice", "usual": ["Friction"], "areas": ["belly"]}
    assert maya.post("/care/templates/new/", fields).status_code == 303

    template = NoteTemplate.objects.get()
    assert template.therapist.user == cast.users["maya"]
    assert (template.content["plan"], template.content["techniques"]) == ("Ice", "Friction")
    assert "Short" in maya.get("/care/templates/").text


def test_it_is_changed(maya: Client, template: NoteTemplate) -> None:
    url = reverse("care:template", args=(template.pk,))
    assert "Walk</textarea>" in maya.get(url).text
    maya.post(url, {"name": "First", "plan": "Swim"})

    template.refresh_from_db()
    assert (template.name, template.content["plan"]) == ("First", "Swim")


def test_it_is_deleted_after_a_question(maya: Client, template: NoteTemplate) -> None:
    url = reverse("care:template_delete", args=(template.pk,))
    maya.get(url)
    assert NoteTemplate.objects.exists()
    maya.post(url)
    assert not NoteTemplate.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("First visit", "You have a template of this name already."),
        (" ", "Give the template a name"),
        ("x" * 81, "at most 80"),
        ("nul \0", "Null characters"),
    ],
)
def test_it_says_what_is_wrong(
    maya: Client, template: NoteTemplate, name: str, sentence: str
) -> None:
    answer = maya.post("/care/templates/new/", {"name": name, "plan": "Typed"})

    assert (answer.status_code, NoteTemplate.objects.count()) == (422, 1)
    assert sentence in answer.text
    assert "Typed</textarea>" in answer.text


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_opens_anothers(cast: Cast, template: NoteTemplate, name: str) -> None:
    own, others = {"maya": (200, 200), "jonas": (200, 404), "anonymous": (302, 302)}.get(
        name, (403, 403)
    )
    browser = cast.browser(name)
    assert browser.get("/care/templates/").status_code == own
    assert browser.get("/care/templates/new/").status_code == own
    for page in ("template", "template_delete"):
        url = reverse(f"care:{page}", args=(template.pk,))
        assert browser.get(url).status_code == others
        if name != "maya":
            assert browser.post(url, {"name": "Taken"}).status_code == others
    assert NoteTemplate.objects.get().name == "First visit"
