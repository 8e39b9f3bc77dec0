"""The site as it is, and beside it the views that everything is compared with."""
