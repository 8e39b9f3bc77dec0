"""The receptionist's door: the schedule board in the admin, and what stands around it."""
