"""The therapists' pages: one module a page or a verb."""
