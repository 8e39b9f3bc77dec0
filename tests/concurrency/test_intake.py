"""Two tabs that save the same page of an intake at the same moment."""

from functools import partial

import pytest

from care.models import Consent, Intake, RecordAccess, Verb
from tests.care.intakes import edition_of, fill_in, post, sign
from tests.care.people import Cast
from tests.concurrency.together import together
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 4


@pytest.fixture
def cast() -> Cast:
    return Cast(Clinic(therapists=2, rooms=2))


@pytest.mark.parametrize("is_begun", [False, True])
def test_one_tab_saves_and_the_others_are_told(cast: Cast, is_begun: bool) -> None:
    if is_begun:
        post(cast.browser("alice"), cast.appointment, "safety", none_of_these="on")
    before = edition_of(cast.appointment)
    tabs = [cast.browser("alice") for _ in range(TABS)]
    answers = together(
        [
            partial(post, tab, cast.appointment, "reason", edition=before, reason=f"tab {number}")
            for number, tab in enumerate(tabs)
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [303, *[409] * (TABS - 1)]
    (winner,) = (number for number, answer in enumerate(answers) if answer.status_code == 303)
    intake = Intake.objects.get()
    assert (intake.answers["reason"], intake.edition) == (f"tab {winner}", before + 1)


def test_it_is_sent_and_signed_once(cast: Cast) -> None:
    fill_in(cast.browser("alice"), cast.appointment)
    sent_before = RecordAccess.objects.filter(verb=Verb.WRITE).count()
    tabs = [cast.browser("alice") for _ in range(TABS)]
    answers = together([partial(sign, tab, cast.appointment) for tab in tabs])

    assert sorted(answer.status_code for answer in answers) == [303, *[409] * (TABS - 1)]
    assert Consent.objects.count() == 2
    assert RecordAccess.objects.filter(verb=Verb.WRITE).count() == sent_before + 1
