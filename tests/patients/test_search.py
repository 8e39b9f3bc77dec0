"""Patients are found by whatever one knows of them, the best first."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from clinic.seeding.names import FAMILY, GIVEN
from patients import search
from patients.folding import folded, one_word, sounds
from patients.models import Patient
from patients.search import find, keys
from patients.search_terms import Closeness, terms
from tests.factories import make_patient, make_user

pytestmark = pytest.mark.django_db


def named(names: str, **fields: Any) -> Patient:
    given, _, family = names.rpartition(" ")
    return make_patient(given_name=given, family_name=family, **fields)


def names_found(text: str) -> list[str]:
    return [patient.full_name for patient in find(text)]


ALICE = {
    "preferred_name": "Lissy",
    "date_of_birth": date(1984, 3, 7),
    "phone": "+16045550123",
    "email": "a.archer+clinic@example.test",
}


@pytest.mark.parametrize(
    "text",
    [
        *("alice", "ARCHER", "Alice Archer", "archer alice", "arch ali", "al ar", "a archer"),
        *("Lissy", "lissy archer", "rch", "Archer, Alice"),
        *("604 555 0123", "(604) 555-0123", "604.555.0123", "+1 604 555 0123", "6045550123"),
        *("5550123", "555-0123", "0123", "604555", "1 604 555", "001 604 555 0123"),
        *("a.archer+clinic@example.test", "A.Archer+Clinic@", "archer+clinic", "@example.test"),
        *("1984-03-07", "7 Mar 1984", "7 March 1984", "March 7, 1984", "07/03/1984", "7.3.1984"),
        *("03/07/1984", "1984", "1984-03", "1984/3/7"),
        *(
            "alice 1984",
            "archer 0123",
            "7 Mar 1984 archer",
            "alice 604 555 0123",
            "arch 1984-03-07",
        ),
        *("Alise", "Arhcer", "Acher", "Arxher", "Archher", "Alice Arhcer", "Alixe Acher"),
    ],
)
def test_it_finds_alice_and_nobody_else(text: str) -> None:
    named("Alice Archer", **ALICE)
    named("Charlie Cross", phone="+17785559876", date_of_birth=date(1971, 11, 30), email="c@c.test")
    assert names_found(text) == ["Alice Archer"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Élodie Côté", "elodie cote"),
        ("Elodie Cote", "Élodie Côté"),
        ("Søren Łukasiewicz", "soren lukasiewicz"),
        ("Jürgen Weiß", "jurgen weiss"),
        ("Ann O'Brien", "obrien"),
        ("Ann O'Brien", "o’brien"),
        ("Ann Obrien", "O'Brien"),
        ("Jean-Luc Smith-Jones", "jones jean"),
        ("Jean-Luc Picard", "Jean Luc"),
        ("Jean-Luc Picard", "jeanluc"),
        ("Jan Kowalczyk", "kowalzcyk"),
        ("Katherine Bell", "Catherine Bell"),
        ("Catherine Bell", "Kathryn"),
        ("Ann Johnson", "Jonsen"),
        ("Ann Johnson", "Jhonson"),
        ("Ann Stephens", "Stevens"),
        ("Ann Philips", "Fillips"),
        ("Ann Schmidt", "Shmitt"),
        ("Ann Smith", "Snith"),
        ("Ann Tremblay", "Trembley"),
        ("Ann Rodriguez", "Rodrigez"),
        ("Ann Nguyễn", "Nguyen"),
        ("Ann Kowalczyk", "Kowalchik"),
        ("Иван Петров", "петров"),
    ],
)
def test_it_forgives_accents_and_mistakes(written: str, typed: str) -> None:
    named(written)
    named("Bob Cross")
    assert names_found(typed) == [written]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Li", "Bo Li"),
        ("lee", "Ann Lee"),
        ("ann lee", "Ann Lee"),
        ("lee ann", "Ann Lee"),
        ("Jansen", "Bo Jansen"),
        ("dan", "Dan Liang"),
    ],
)
def test_it_puts_the_best_first(text: str, best: str) -> None:
    for names in ("Liam Leeson", "Annika Leeds", "Bo Li", "Ann Lee", "Dan Liang", "Bo Jansen"):
        named(names)
    for names in ("Bo Jensen", "Bo Johnson", "Danika Leeson", "Jordan Bo"):
        named(names)
    assert names_found(text)[0] == best


def test_it_reads_an_ambiguous_date_both_ways() -> None:
    named("Alice July", date_of_birth=date(1984, 7, 3))
    named("Alice March", date_of_birth=date(1984, 3, 7))
    assert set(names_found("07/03/1984")) == {"Alice March", "Alice July"}
    assert names_found("1984-07-03") == ["Alice July"]


def test_it_wants_everything_that_was_typed() -> None:
    named("Alice Archer", date_of_birth=date(1984, 3, 7))
    named("Alice Cross", date_of_birth=date(1990, 3, 7))
    assert names_found("alice 1984") == ["Alice Archer"]
    assert names_found("alice 1985") == []


def test_it_finds_a_family_by_the_address_of_the_account() -> None:
    family = make_user("family@example.test")
    named("Alice Archer", account=family)
    named("Ben Archer", account=family, relationship="child")
    assert len(find("family@")) == 2


def test_it_follows_the_account_to_a_new_address() -> None:
    account = make_user("old@example.test")
    named("Alice Archer", account=account)
    User.objects.filter(pk=account.pk).update(email="new@example.test")
    assert (len(find("new@example")), len(find("old@example"))) == (1, 0)


def test_it_forgets_an_account_that_is_gone() -> None:
    account = make_user("old@example.test")
    named("Alice Archer", account=account)
    account.delete()
    assert find("old@example") == []


def test_it_follows_every_change_of_a_patient() -> None:
    alice = named("Alice Archer", phone="+16045550123")
    alice.family_name, alice.phone = "Baker", "+16045559999"
    alice.save()
    assert names_found("baker 9999") == ["Alice Baker"]
    assert names_found("archer") == names_found("0123") == []


def test_it_cannot_be_misled_by_a_row_that_was_read_long_ago() -> None:
    alice = named("Alice Archer")
    Patient.objects.filter(pk=alice.pk).update(preferred_name="Lissy")
    alice.search_text = "something else"
    alice.save(update_fields=["search_text"])
    assert names_found("lissy archer") == ["Alice Archer"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a", "%", "_", "%%%", "\\", "'; DROP TABLE patients_patient; --", "x\0y", "()"),
        *("++++", "🙂🙂", "1" * 500, "x" * 5000, "a b c d e f g h i j", "~~~", "99/99/1999"),
        *("0000-00-00", "31 Feb 1984", "@", "@@@@", "٣٤٥", "....", "\\%_"),
    ],
)
def test_it_finds_nobody_for_nonsense(text: str) -> None:
    named("Bob Cross")
    assert find(text) == []


def test_it_looks_again_only_when_few_are_close(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        named("Alice Archer", account=make_user(f"alice{number}@example.test"))
    for limit, queries in ((3, 1), (4, 3)):
        with django_assert_num_queries(queries):
            found = find("archer", limit)
            assert {one.contact_email[:5] for one in found} == {"alice"}
        with django_assert_num_queries(queries):
            assert keys("archer", limit) == [one.pk for one in found]
    with django_assert_num_queries(1):
        assert find("1984-03-07") == []
    with django_assert_num_queries(0):
        assert find("x") == []
        assert keys("", 10) == []


def test_it_finds_nobody_twice_however_loosely_it_looks() -> None:
    for names in ("Ann Li", "Bo Lin", "Cy Poli", "Di Lim"):
        named(names)
    found = names_found("lin")
    assert found[:1] == ["Bo Lin"]
    assert len(found) == len(set(found))
    assert keys("lin", 10) == [patient.pk for patient in find("lin")]


def test_it_finds_no_more_than_wanted() -> None:
    for _ in range(4):
        named("Alice Archer")
    assert (len(find("archer", limit=3)), len(keys("archer", limit=2))) == (3, 2)


def test_the_rest_of_an_account_is_there_when_somebody_asks() -> None:
    named("Alice Archer", account=make_user("alice@example.test", name="Alice A."))
    (alice,) = find("archer")
    assert alice.account
    assert alice.account.name == "Alice A."


A_LOOK = "AS MATERIALIZED"
LETTERS = [
    chr(code) for code in (*range(0x20, 0x250), *range(0x370, 0x460), *range(0x1E00, 0x1F00))
]


def test_the_database_folds_as_we_do() -> None:
    texts = ["".join(LETTERS[at : at + 7]) for at in range(0, len(LETTERS), 7)]
    texts += [f"{given} {family}" for given, family in zip(GIVEN, FAMILY, strict=False)]
    texts += ["O’Brien-Łuk", "Weiß", "ﬁnn", "  two  blanks ", "Ⅳ", "a\u200bb", "a\tb\nc"]
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(
                "SELECT patients_folded(%s), patients_sounds(patients_folded(%s)), "
                "patients_one_word(%s)",
                [text, text, text.encode("ascii", "ignore").decode()],
            )
            address = text.encode("ascii", "ignore").decode()
            assert cursor.fetchone() == (folded(text), sounds(folded(text)), one_word(address)), (
                text
            )


@pytest.mark.parametrize(
    "text",
    ["an", "li", "smith", "grace sidhu", "Gracce Kowalsky", "5550", "1984-03-07", "grace.sidhu@"],
)
def test_the_index_serves_every_way_of_looking(text: str) -> None:
    sql, parameters = search._query(terms(text), search.ALL_OF_THEM, 10)
    with connection.cursor() as cursor:
        # A table of a test is read faster as a whole, so that is switched off.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert plan.count("Scan on patients_search_text_trigram") >= sql.count(A_LOOK)


@pytest.mark.parametrize(
    ("text", "looks"), [("smith", len(Closeness)), ("an", 2), ("5550", 3), ("1984-03-07", 1)]
)
def test_it_does_not_look_twice_for_the_same(text: str, looks: int) -> None:
    sql, _ = search._query(terms(text), search.ALL_OF_THEM, 10)
    assert sql.count(A_LOOK) == looks
