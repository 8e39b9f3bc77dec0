"""What is stored in English and said by `booking.whys`, and what nobody reads."""

STORED = "Stored; booking/whys.py says it in the reader's language."
PROGRAMMERS = "For programmers."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "booking/api.py": {"Give this parameter once.": PROGRAMMERS},
    "booking/busy.py": {"UNION ALL": "SQL."},
    "booking/catalogue.py": {
        "json_build_object('id', p.id, 'name', p.name, 'slug', p.slug, 'pronouns', p.pronouns, "
        "'pronouns_in_french', p.pronouns_in_french)": "SQL."
    },
    "booking/digest/family.py": {"*": STORED},
    "booking/digest/messages.py": {"Nothing of it is still to come.": STORED},
    "booking/digest/rows.py": {
        "Told in one message with the patient's other appointments.": STORED
    },
    "booking/forms.py": {"the field has no label": "Only what an address asks for; never drawn."},
    "booking/locking.py": {"A lock outlives no statement by itself.": PROGRAMMERS},
    "booking/messages.py": {"*": STORED},
    "booking/models/appointment.py": {
        "Can override notice and cut-off with a reason": "A permission; the admin shows roles.",
        "Can see the reports": "A permission; the admin shows roles.",
    },
    "booking/models/history.py": {"{} at {} UTC": PROGRAMMERS},
    "booking/models/series.py": {"Series of {}": PROGRAMMERS},
    "booking/models/together.py": {"{} told in {}": PROGRAMMERS},
    "booking/models/waiting.py": {"{} waits for {}": PROGRAMMERS, "{} offered to {}": PROGRAMMERS},
    "booking/quiet.py": {
        "Waits for the end of the quiet hours.": STORED,
        "It could only have gone in the quiet hours.": STORED,
    },
    "booking/replica/gauge.py": {"not a replica": "For programs: /readyz says it."},
    "booking/samples.py": {"*": "An invented family and its address."},
    "booking/series/messages.py": {"*": STORED},
    "booking/stranded.py": {"*": STORED},
    "booking/templatetags/clinic_time.py": {
        "heure {}{} (UTC{})": "Both languages stand there.",
        "{} time (UTC{})": "Both languages stand there.",
    },
    "booking/waiting/messages.py": {"*": STORED},
    "booking/together.py": {"(SELECT unnest({}))": "SQL."},
}
