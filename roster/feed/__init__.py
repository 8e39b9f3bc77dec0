"""The therapist's own appointments in the calendar of a phone, by a secret link."""
