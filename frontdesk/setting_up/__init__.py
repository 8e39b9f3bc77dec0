"""From an empty database to the first booking: the steps, and what is still missing."""
