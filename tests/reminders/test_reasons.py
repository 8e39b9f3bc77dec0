"""A stored reason is said in the reader's language, with what stood in its gaps."""

import pytest
from django.utils.translation import override

from reminders.reasons import SENTENCES, in_words


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("What it was about no longer exists.", "Ce dont il s’agissait n’existe plus."),
        ("No SMS provider.", "Aucun fournisseur de textos."),
        (
            "The mail server refused the message: 550 5.1.1 no such user",
            "Le serveur de courriel a refusé le message\u00a0: 550 5.1.1 no such user",
        ),
        # As the operator's page cuts it.
        (
            "The mail server refused the message: 550",
            "Le serveur de courriel a refusé le message\u00a0: 550",
        ),
        # What stands in a gap is a sentence of ours itself.
        (
            "The SMS provider refused the message: there is no such number (400, error code 7).",
            "Le fournisseur de textos a refusé le message\u00a0: ce numéro n’existe pas (400, code "
            "d’erreur 7).",
        ),
    ],
)
def test_it_says_it_in_french(stored: str, said: str) -> None:
    with override("fr-ca"):
        assert in_words(stored) == said


@pytest.mark.parametrize("stored", ["", "Nobody foresaw this.", "Trop tard."])
def test_it_leaves_what_nobody_foresaw(stored: str) -> None:
    with override("fr-ca"):
        assert in_words(stored) == stored


@pytest.mark.parametrize("sentence", SENTENCES)
def test_english_stays_as_it_was_stored(sentence: str) -> None:
    assert in_words(sentence) == sentence
