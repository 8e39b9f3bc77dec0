"""Writing, signing and adding: who may, when, and what the second of two is told."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

import pytest

from booking import lifecycle
from booking.actors import Actor
from booking.models import Appointment
from care import notes
from care.models import BreakGlass, NoteTemplate, PainScore, SessionNote
from care.notes import writing
from care.notes.content import blank, differing, empty_parts, joined, read_techniques
from tests.care.notes import WORDS, attend, draft, later, signed
from tests.care.people import Cast
from tests.concurrency.together import PATIENCE, together
from tests.factories import NOW, Clinic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(appointment: Appointment) -> Appointment:
    return attend(appointment)


def test_it_keeps_a_draft(cast: Cast, session: Appointment) -> None:
    draft(cast, session)

    note = SessionNote.objects.get()
    assert note.content == WORDS
    assert (note.edition, note.is_signed, note.patient) == (1, False, cast.alice)


def test_it_saves_on_the_edition_that_was_read(cast: Cast, session: Appointment) -> None:
    draft(cast, session)
    draft(cast, session, edition=1, plan="Next Tuesday")

    assert SessionNote.objects.get().content["plan"] == "Next Tuesday"


def test_the_same_again_is_no_change(cast: Cast, session: Appointment) -> None:
    draft(cast, session)

    assert draft(cast, session, edition=0).edition == 1


def test_the_second_of_two_tabs_is_told(cast: Cast, session: Appointment) -> None:
    draft(cast, session)

    with pytest.raises(notes.NoteChanged) as refusal:
        draft(cast, session, edition=0, plan="Other words")
    assert refusal.value.current == SessionNote.objects.get()
    assert SessionNote.objects.get().content == WORDS


@pytest.mark.parametrize("who", ["jonas", "bob", "mona", "alice"])
def test_only_the_sessions_therapist_writes(cast: Cast, session: Appointment, who: str) -> None:
    note = draft(cast, session)
    author = cast.users[who]
    for attempt in (
        lambda: notes.write(
            appointment=session, author=author, content=WORDS, edition=1, now=later(session)
        ),
        lambda: notes.sign(appointment=session, author=author, edition=1, now=later(session)),
        lambda: notes.add(note=note, author=author, text="more", now=later(session)),
    ):
        with pytest.raises(notes.NotTheirSession):
            attempt()


def test_a_note_waits_for_the_patient(cast: Cast, appointment: Appointment) -> None:
    with pytest.raises(notes.NotBegun):
        draft(cast, appointment)
    lifecycle.arrive(appointment=appointment, now=appointment.starts_at, actor=Actor("staff"))
    assert draft(cast, appointment).edition == 1


def test_a_cancelled_session_has_no_note(cast: Cast, appointment: Appointment) -> None:
    lifecycle.cancel(appointment=appointment, now=NOW, actor=Actor("staff"), reason="ill")

    with pytest.raises(notes.NotBegun):
        draft(cast, appointment)


def test_signing_keeps_the_scores(cast: Cast, session: Appointment) -> None:
    note = signed(cast, session)

    assert (note.signed_by, note.signed_at) == (cast.users["maya"], later(session))
    scores = {(score.source, score.value, score.at) for score in PainScore.objects.all()}
    assert scores == {("before", 6, session.starts_at), ("after", 0, session.ends_at)}


def test_a_score_that_was_not_asked_is_none(cast: Cast, session: Appointment) -> None:
    signed(cast, session, pain_before=None, pain_after=None)

    assert not PainScore.objects.exists()


def test_a_signed_note_refuses_in_words(cast: Cast, session: Appointment) -> None:
    note = signed(cast, session)

    with pytest.raises(notes.NoteIsSigned, match="stays as it is"):
        draft(cast, session, edition=note.edition, plan="never")
    assert SessionNote.objects.get().content == WORDS


def test_signing_twice_is_signing_once(cast: Cast, session: Appointment) -> None:
    first = signed(cast, session)
    again = notes.sign(
        appointment=session,
        author=cast.users["maya"],
        edition=first.edition,
        now=later(session) + timedelta(minutes=1),
    )

    assert again.signed_at == first.signed_at


def test_what_was_not_read_is_not_signed(cast: Cast, session: Appointment) -> None:
    draft(cast, session)
    draft(cast, session, edition=1, plan="Next Tuesday")

    with pytest.raises(notes.NoteChanged):
        notes.sign(appointment=session, author=cast.users["maya"], edition=1, now=later(session))


def test_nothing_is_no_note(cast: Cast, session: Appointment) -> None:
    draft(cast, session, **blank())

    with pytest.raises(notes.NothingWritten):
        notes.sign(appointment=session, author=cast.users["maya"], edition=1, now=later(session))


def test_a_colleague_who_treats_the_patient_adds(
    cast: Cast, clinic: Clinic, session: Appointment
) -> None:
    note = signed(cast, session)
    clinic.book(clinic.at(13), cast.alice, therapist=clinic.therapists[1])
    for _ in range(2):
        notes.add(note=note, author=cast.users["jonas"], text="Seen, too", now=later(session))

    assert note.addenda.get().text == "Seen, too"
    assert SessionNote.objects.get().content == WORDS


def test_a_draft_has_no_addenda(cast: Cast, session: Appointment) -> None:
    with pytest.raises(notes.NotSignedYet):
        notes.add(
            note=draft(cast, session), author=cast.users["maya"], text="more", now=later(session)
        )


def test_a_manager_by_exception_only_reads(cast: Cast, session: Appointment) -> None:
    note, now = signed(cast, session), later(session)
    BreakGlass.objects.create(
        user=cast.users["mona"],
        patient=cast.alice,
        reason="ill",
        opened_at=now,
        until=now + timedelta(hours=1),
    )

    with pytest.raises(notes.NotTheirSession):
        notes.add(note=note, author=cast.users["mona"], text="more", now=now)


def test_it_begins_with_the_last_signed_note(
    cast: Cast, clinic: Clinic, session: Appointment
) -> None:
    signed(cast, session)
    newer = attend(clinic.book(clinic.at(10, days=2), cast.alice))
    today = attend(clinic.book(clinic.at(10, days=3), cast.alice))
    draft(cast, newer, plan="A draft is no note")
    note = notes.from_last(
        appointment=today, author=cast.users["maya"], edition=0, now=later(today)
    )

    assert note.content == {**WORDS, "pain_before": None, "pain_after": None}


def test_it_has_nothing_to_begin_with(cast: Cast, session: Appointment) -> None:
    with pytest.raises(notes.NothingToCopy):
        notes.from_last(
            appointment=session, author=cast.users["maya"], edition=0, now=later(session)
        )


@pytest.mark.parametrize(("keep", "plan"), [(False, "Ice"), (True, "Again in a week\n\nIce")])
def test_it_begins_with_a_template(cast: Cast, session: Appointment, keep: bool, plan: str) -> None:
    template = NoteTemplate.objects.create(
        therapist=session.therapist, name="Short", content={"plan": "Ice"}
    )
    draft(cast, session)
    note = notes.from_template(
        appointment=session,
        author=cast.users["maya"],
        template=template,
        edition=1,
        now=later(session),
        keep=keep,
    )

    assert (note.content["plan"], note.content["pain_before"]) == (plan, 6)


def test_another_therapists_template_is_not_used(
    cast: Cast, clinic: Clinic, session: Appointment
) -> None:
    template = NoteTemplate.objects.create(therapist=clinic.therapists[1], name="Short")

    with pytest.raises(notes.NotTheirSession):
        notes.from_template(
            appointment=session,
            author=cast.users["maya"],
            template=template,
            edition=0,
            now=later(session),
        )


def test_it_says_what_is_empty() -> None:
    assert empty_parts({"plan": "Ice", "pain_before": 0, "areas": ["belly"]}) == [
        *("What the patient says", "What you find", "What you make of it"),
        *("Pain after the session", "Techniques"),
    ]


def test_two_versions_become_one_with_all_words() -> None:
    mine = {**WORDS, "plan": "Ice", "techniques": "Friction\nslowly", "pain_after": None}
    both = joined(mine, {**WORDS, "plan": "Heat", "areas": ["belly"], "pain_before": 3})

    assert both["plan"] == "Ice\n\nHeat"
    assert read_techniques(both["techniques"]) == (["Friction", "Stretching"], "slowly")
    assert both["areas"] == ["low_back_left", "belly"]
    assert (both["pain_before"], both["pain_after"]) == (6, 0)
    assert joined(both, mine) == both
    assert differing(mine, {**mine, "plan": "Heat"}) == ["plan"]


def save_and_sign(cast: Cast, session: Appointment) -> list[Callable[[], object]]:
    draft(cast, session)
    return [
        lambda: draft_or_refusal(lambda: draft(cast, session, edition=1, plan="Typed late")),
        lambda: draft_or_refusal(
            lambda: notes.sign(
                appointment=session, author=cast.users["maya"], edition=1, now=later(session)
            )
        ),
    ]


def draft_or_refusal(attempt: Callable[[], SessionNote]) -> object:
    try:
        return attempt()
    except notes.NoteRefused as refusal:
        return refusal


def test_saving_and_signing_at_once_has_one_winner(cast: Cast, clinic: Clinic) -> None:
    for day in range(1, 9):
        session = (
            attend(clinic.book(clinic.at(10, days=day), cast.alice))
            if day > 1
            else (attend(cast.appointment))
        )
        saved, closed = together(save_and_sign(cast, session))
        note = SessionNote.objects.get(appointment=session)
        if note.is_signed:
            assert (note.content["plan"], type(saved)) == (WORDS["plan"], notes.NoteIsSigned)
        else:
            assert (note.content["plan"], type(closed)) == ("Typed late", notes.NoteChanged)


def test_two_tabs_at_once_have_one_winner(cast: Cast, session: Appointment) -> None:
    def tab(words: str) -> Callable[[], object]:
        return lambda: draft_or_refusal(lambda: draft(cast, session, plan=words))

    answers = together([tab(f"tab {number}") for number in range(6)])
    kept = SessionNote.objects.get()
    assert sum(isinstance(answer, SessionNote) for answer in answers) == 1
    assert sum(isinstance(answer, notes.NoteChanged) for answer in answers) == 5
    assert kept.edition == 1


def lock_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for anybody, and both have looked before either writes: the worst case."""
    both_looked = Barrier(2)

    def look(note: SessionNote | None, edition: int) -> None:
        refuse(note, edition)
        both_looked.wait(PATIENCE)

    refuse = writing._refuse_unless_current
    monkeypatch.setattr(writing, "_refuse_unless_current", look)
    monkeypatch.setattr(writing, "_locked", lambda appointment, _author: appointment)
    monkeypatch.setattr(
        writing, "_note_of", lambda session: SessionNote.objects.get(appointment=session)
    )


def test_without_its_locks_words_are_lost(
    cast: Cast, session: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(cast, session)
    lock_nobody(monkeypatch)
    tabs = [
        lambda: draft_or_refusal(lambda: draft(cast, session, edition=1, plan="Ice")),
        lambda: draft_or_refusal(lambda: draft(cast, session, edition=1, plan="Heat")),
    ]

    assert all(isinstance(answer, SessionNote) for answer in together(tabs))
