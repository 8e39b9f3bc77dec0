"""Appointments: what can be booked, how one lives and ends, and the patients' pages."""
