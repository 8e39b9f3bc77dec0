"""Somebody is killed while they tell the manager that messages are late."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import Clinic
from tests.faults.crew import START_SECONDS, Crew, kill_all_of
from tests.faults.due import due
from tests.faults.post_office import PostOffice
from tests.staff import make_staff

A_DAY = timedelta(days=1)


def test_it_is_told_by_whoever_looks_next_and_once(
    clinic: Clinic, crew: Crew, post_office: PostOffice
) -> None:
    boss = make_staff("manager", "boss@clinic.test").email
    due(clinic, 1, now=timezone.now() - A_DAY)
    post_office.hangs.add(boss)
    first = crew.check()
    first.wait_until(lambda: boss in post_office.tried, seconds=START_SECONDS)
    kill_all_of(first)
    assert post_office.taken == []

    post_office.hangs.clear()
    for _look in range(2):
        assert not crew.check().ends_well(within=START_SECONDS)
    assert post_office.taken == [boss]
