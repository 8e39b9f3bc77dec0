"""How long one may still move and cancel each of several appointments, in words."""

import pytest
from django.utils.translation import override

from booking.models import BookingPolicy
from booking.particulars import policy_of_several
from tests.factories import make_location

pytestmark = pytest.mark.django_db

SAID = [
    (24, 24, "en-ca", "You can move or cancel each online with its link until 24 hours before it."),
    (1, 1, "en-ca", "You can move or cancel each online with its link until 1 hour before it."),
    (2, 0, "en-ca", "with its link until 2 hours before it, and cancel it until it begins."),
    (1, 1, "fr-ca", "avec son lien, jusqu’à 1 heure avant."),
    (2, 0, "fr-ca", "avec son lien jusqu’à 2 heures avant, et l’annuler jusqu’à son début."),
]


@pytest.mark.parametrize(("move", "cancel", "language", "words"), SAID)
def test_it_says_hours_as_one_does(move: int, cancel: int, language: str, words: str) -> None:
    location = make_location()
    location.policy = BookingPolicy(reschedule_cutoff_hours=move, cancel_cutoff_hours=cancel)
    with override(language):
        assert words in policy_of_several(location)
