"""The clinic's own words: written by its managers, looked at before they are saved."""
