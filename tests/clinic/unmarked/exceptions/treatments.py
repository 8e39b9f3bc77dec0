"""The rooms accounts, locations, treatments, therapists, patients."""

EXCEPTIONS: dict[str, dict[str, str]] = {
    "treatments/guide/rules.py": {
        "days weeks": "Answers by their names.",
        "physiotherapy chiropractic": "Answers by their names.",
    },
}
