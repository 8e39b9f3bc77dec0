"""What therapists see of notes and records: one module a page."""
