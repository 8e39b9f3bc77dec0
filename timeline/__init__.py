"""Pure arithmetic of time: half-open intervals, sets of minutes, and the clinic's wall clock."""
