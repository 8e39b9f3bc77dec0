"""Beat's scheduler."""

from typing import Any

from celery.beat import PersistentScheduler


class SchedulerThatFollowsTheClock(PersistentScheduler):
    """Ticks on when the clock is set back; Celery's own is silent until the old time comes again.

    What was ticked at a time that is yet to come counts as ticked now, so it is due after its
    interval. That holds for times that come out of the schedule file, too.
    """

    def tick(self, *arguments: Any, **named: Any) -> float:
        """One turn; the seconds until the next."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            # Made of times by the old clock; the turn builds it anew.
            self._heap = None
        seconds: float = super().tick(*arguments, **named)
        return seconds
