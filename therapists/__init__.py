"""Who works here and when: registrations, weekly shifts, dated changes, time off."""
