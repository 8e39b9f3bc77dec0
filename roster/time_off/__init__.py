"""A therapist asks to be away, a manager decides."""
