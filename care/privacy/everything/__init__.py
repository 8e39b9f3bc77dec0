"""All that is kept about one patient, gathered once, for a file to read and one for programs."""
