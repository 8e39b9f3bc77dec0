"""Making clinics: a synthetic one of any size, and the planner that the demo clinic uses too."""
