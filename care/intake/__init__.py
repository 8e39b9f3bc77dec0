"""What a patient is asked before a visit: by link, on a phone, saved as it is filled in."""
