"""The pages of privacy, for patients and for managers."""
