"""Privacy in the admin, for managers."""
