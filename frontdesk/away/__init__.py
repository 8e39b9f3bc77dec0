"""A therapist is away: who else could take the appointments, when else, and doing it."""
