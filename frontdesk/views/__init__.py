"""One module per thing the desk does."""
