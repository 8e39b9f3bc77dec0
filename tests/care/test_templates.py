"""A therapist's own templates."""

import pytest
from django.test import Client
from django.urls import reverse

from care.models import NoteTemplate, RecordAccess, Verb
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
    page = maya.get(url)
    assert "Walk</textarea>" in page.text
    maya.post(url, {"name": "First", "plan": "Swim", "seen": page.context["seen"]})

    template.refresh_from_db()
    assert (template.name, template.content["plan"]) == ("First", "Swim")


def test_the_second_of_two_tabs_is_told(maya: Client, template: NoteTemplate) -> None:
    url = reverse("care:template", args=(template.pk,))
    seen = maya.get(url).context["seen"]
    maya.post(url, {"name": "First", "plan": "Swim", "seen": seen})
    second = maya.post(url, {"name": "Mine", "plan": "Stretch", "seen": seen})

    assert second.status_code == 409
    assert "Swim" in second.text
    assert "Stretch</textarea>" in second.text
    assert NoteTemplate.objects.get().content["plan"] == "Swim"
    again = {"name": "Mine", "plan": "Stretch", "seen": second.context["seen"]}
    assert maya.post(url, again).status_code == 303
    assert NoteTemplate.objects.get().name == "Mine"


def test_each_writing_of_it_is_kept(cast: Cast, maya: Client, template: NoteTemplate) -> None:
    url = reverse("care:template", args=(template.pk,))
    typed = {"name": "First", "plan": "Swim", "seen": maya.get(url).context["seen"]}
    maya.post(url, typed)
    maya.post(reverse("care:template_delete", args=(template.pk,)))

    copies = NoteTemplate.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [copy.pgh_label for copy in copies] == ["insert", "update", "delete"]
    assert [copy.content["plan"] for copy in copies] == ["Walk", "Swim", "Swim"]
    assert copies[1].pgh_context.metadata == {"user": cast.users["maya"].pk}


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
            sent = 401 if name == "anonymous" else others
            assert browser.post(url, {"name": "Taken"}).status_code == sent
            assert RecordAccess.objects.latest("pk").verb == Verb.REFUSED
    assert NoteTemplate.objects.get().name == "First visit"
