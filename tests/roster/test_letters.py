"""What the roster writes to patients and to therapists, word for word in the golden files."""

from datetime import timedelta

import pytest

from reminders.models import Channel, OutgoingMessage
from reminders.words import Wording
from roster.late import letters as late
from roster.late.messages import KIND, LateStart
from roster.models import RunningLate, TimeOffRequest
from roster.time_off import letters as time_off
from roster.time_off.messages import Decision
from tests.booking.golden_appointment import (
    NOW,
    STARTS_AT,
    assert_golden_email,
    assert_golden_sms,
    in_both_languages,
    make_alice,
    make_golden_appointment,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
CHILD = {"relationship": "child", "given_name": "Sam"}
LATE = {"late": (20, {}), "late-child": (20, CHILD), "on-time-after-all": (0, {})}
DECIDED = {
    "time-off-granted": (TimeOffRequest.State.GRANTED, timedelta(days=2), "Enjoy!"),
    "time-off-refused": (TimeOffRequest.State.REFUSED, timedelta(hours=2), ""),
}
IN_LATE, IN_DECIDED = in_both_languages(LATE), in_both_languages(DECIDED)


@pytest.mark.parametrize("name", IN_LATE)
@pytest.mark.parametrize("channel", Channel)
def test_it_tells_of_a_later_start(name: str, channel: Channel) -> None:
    situation, language = IN_LATE[name]
    minutes, patient = LATE[situation]
    appointment = make_golden_appointment(make_alice(**patient, language=language))
    begins = STARTS_AT + timedelta(minutes=minutes)
    row = OutgoingMessage(kind=KIND, channel=channel, not_after=begins)
    told = late.render(row, LateStart(appointment, RunningLate(), 0), NOW, Wording())
    (assert_golden_email if channel == Channel.EMAIL else assert_golden_sms)(name, told)


@pytest.mark.parametrize("name", IN_DECIDED)
def test_it_tells_of_the_decision_about_time_off(name: str) -> None:
    situation, language = IN_DECIDED[name]
    state, long, answer = DECIDED[situation]
    appointment = make_golden_appointment()
    therapist, place = appointment.therapist, appointment.location
    therapist.user = make_user("maya@example.test", language=language)
    starts_at = STARTS_AT - timedelta(hours=13, minutes=30)
    asked = TimeOffRequest(
        therapist=therapist,
        starts_at=starts_at,
        ends_at=starts_at + long,
        state=state,
        answer=answer,
    )
    told = time_off.render(OutgoingMessage(), Decision(asked, [place]), NOW, Wording())
    assert_golden_email(name, told)
