"""The waiting list as the desk sees it."""
