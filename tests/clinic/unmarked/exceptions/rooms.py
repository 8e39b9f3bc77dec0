"""The rooms accounts, locations, treatments, therapists, patients and clinic."""

OWN_TEXT = "The clinic's own text; its French is beside it."
A_STATEMENT = "A part of an SQL statement."
A_KEY = "A key; frontdesk/templatetags/desk_people.py says it in words."

TO_OPERATORS = "Said by manage.py create_owner."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "accounts/language.py": {"Cookie": "The name of a header."},
    "accounts/owner.py": {"*": TO_OPERATORS},
    "clinic/errors.py": {"matches the given query.": "Django's words, to know them by."},
    "clinic/search_engines.py": {
        "Disallow: {}": "Part of robots.txt.",
        "Sitemap: {}/sitemap.xml": "Part of robots.txt.",
    },
    "patients/duplicates.py": {
        "same name": A_KEY,
        "similar name": A_KEY,
        "same date of birth": A_KEY,
        "same phone": A_KEY,
        "same e-mail": A_KEY,
    },
    "patients/search.py": {
        "{name} AS MATERIALIZED ( SELECT id, search_text, family_name, given_name"
        " FROM patients_patient WHERE {found} AND id <> ALL(%s){unless} )": A_STATEMENT,
        "(SELECT *, {closeness:d} AS closeness FROM {name} LIMIT {most})": A_STATEMENT,
        "patients_patient.*, accounts_user.email AS account_email, closeness >= {} AS is_alike": (
            A_STATEMENT
        ),
        "patients_patient.id, given_name, family_name, preferred_name, date_of_birth, phone,"
        " coalesce(nullif(patients_patient.email, ''), accounts_user.email, ''),"
        " closeness >= {}": A_STATEMENT,
        "UNION ALL": A_STATEMENT,
        "search_text LIKE %s": A_STATEMENT,
    },
    "patients/trouble.py": {
        "EXISTS ( SELECT FROM patients_contacttrouble c WHERE c.address IN"
        " (lower(coalesce(nullif(p.email, ''), u.email)), p.phone))": A_STATEMENT,
    },
    "treatments/guide/rules.py": {
        "days weeks": "Answers by their names.",
        "physiotherapy chiropractic": "Answers by their names.",
    },
    "treatments/shipped.py": {"*": OWN_TEXT},
}
