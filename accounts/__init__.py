"""Who signs in, by e-mail, and what their role lets them do."""
