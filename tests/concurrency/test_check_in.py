"""Several workers that look for sessions to ask about at once."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from care.models import CheckIn
from care.progress.check_ins import ask_after_sessions
from reminders.models import OutgoingMessage
from tests.care.people import Cast
from tests.care.scoring import session
from tests.concurrency.together import together
from tests.factories import Clinic

pytestmark = pytest.mark.django_db(transaction=True)
SESSIONS, WORKERS = 12, 4


def test_each_session_is_asked_about_once(now: datetime) -> None:
    cast = Cast(Clinic(therapists=2, rooms=2))
    for number in range(SESSIONS):
        session(cast, 2, now=now - timedelta(hours=2 * number))

    answers = together([partial(ask_after_sessions, now=now)] * WORKERS)

    assert {type(answer) for answer in answers} == {int}
    assert CheckIn.objects.count() == SESSIONS
    asked = Counter(OutgoingMessage.objects.filter(kind="check_in").values_list("subject"))
    assert (len(asked), set(asked.values())) == (SESSIONS, {1})
