"""Where the clinic works: locations with their own clock, opening hours, rooms and closures."""
