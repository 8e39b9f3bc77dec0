"""One message about several appointments of a patient that were changed in one go."""
