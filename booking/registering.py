"""The kinds of messages that this room writes, and what it answers to incoming texts."""

from booking import answers_by_text, letters, messages, samples, wording
from booking.digest import family, family_letters
from booking.digest import letters as digest_letters
from booking.digest import messages as digest_messages
from booking.digest.rows import KIND as DIGEST
from booking.series import letters as series_letters
from booking.series import messages as series_messages
from booking.waiting import letters as offer_letters
from booking.waiting import messages as offer_messages
from booking.whys import OF_MESSAGES
from reminders import reasons, registry
from reminders.incoming import answers


def register_answers() -> None:
    """Who confirms by text, and who is behind a number."""
    answers.register(
        answers.Desk(
            confirm=answers_by_text.confirm,
            texts_again=answers_by_text.texts_again,
            phone=answers_by_text.phone,
        )
    )


def register_messages() -> None:
    """Every kind, with what it is about, whether it still holds, and how it is written."""
    reasons.foresee(OF_MESSAGES)
    _about_one_appointment()
    registry.register(
        offer_messages.OFFER,
        fetch=offer_messages.fetch,
        still_holds=offer_messages.still_holds,
        render=offer_letters.render,
        words=wording.offer,
        sample=samples.offer,
    )
    _about_several()


def _about_one_appointment() -> None:
    for kind in messages.REMINDERS:
        registry.register(
            kind,
            fetch=family.fetch,
            still_holds=family.still_holds,
            render=family_letters.render,
            words=wording.OF_APPOINTMENTS[kind],
            sample=samples.reminded,
        )
    for kind in messages.OF_ONE:
        registry.register(
            kind,
            fetch=messages.fetch,
            still_holds=messages.still_holds,
            render=letters.render,
            words=wording.OF_APPOINTMENTS[kind],
            sample=samples.appointment_of,
        )


def _about_several() -> None:
    registry.register(
        DIGEST,
        fetch=digest_messages.fetch,
        still_holds=digest_messages.still_holds,
        render=digest_letters.render,
    )
    for series_kind in series_messages.Kind:
        registry.register(
            series_kind,
            fetch=series_messages.fetch,
            still_holds=series_messages.still_holds,
            render=series_letters.render,
            words=wording.OF_COURSES[series_kind],
            sample=samples.course,
        )
