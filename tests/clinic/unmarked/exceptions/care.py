"""What of the record is stored, cited, or read by nobody but programmers."""

CITED = "A source, cited as it is called."
OPERATORS = "Of a command, for operators."
PROGRAMMERS = "For programmers."
STORED = "Stored; reminders/reasons.py says it in the reader's language."

EXCEPTIONS: dict[str, dict[str, str]] = {
    "care/apps.py": {"care record": "Stored with a merge; patients/admin.py says it."},
    "care/app_role.py": {"*": OPERATORS},
    "care/cipher.py": {"*": PROGRAMMERS},
    "care/models/intake.py": {"Intake of {}": PROGRAMMERS, "Consent of {}": PROGRAMMERS},
    "care/models/notes.py": {"Session note of {}": PROGRAMMERS, "Addendum of {}": PROGRAMMERS},
    "care/models/privacy.py": {
        "Can open a record by exception, with a reason": "A permission; the admin shows roles.",
        "The law obliges us to keep the record of your treatment for a time, even when you ask "
        "us to erase it. What we need not keep, we erase at once; the rest when that time is "
        "over.": "The clinic's own words; the French ones stand beside them.",
        "La loi nous oblige à conserver un certain temps le dossier de vos soins, même quand vous "
        "nous demandez de l’effacer. Ce que nous n’avons pas à conserver, nous l’effaçons "
        "aussitôt; le reste, une fois ce délai passé.": "French already.",
    },
    "care/models/progress.py": {
        "Pain score, {}": PROGRAMMERS,
        "Roland-Morris, {}": PROGRAMMERS,
        "Check-in of {}": PROGRAMMERS,
        "Course of {} sessions from {}": PROGRAMMERS,
    },
    "care/notes/pages/templates.py": {"The template was changed meanwhile.": PROGRAMMERS},
    "care/privacy/admin/keeping.py": {"consent text:{}": "The name of a lock."},
    "care/privacy/break_glass.py": {"break glass:{}:{}": "The name of a lock."},
    "care/privacy/erasing.py": {
        "Erased": "Stored in the place of a name.",
        "Erased patient": "Stored in the place of a name.",
    },
    "care/progress/change.py": {
        "Farrar JT et al. Pain 2001;94:149–158; Dworkin RH et al. (IMMPACT) J Pain "
        "2008;9:105–121": CITED,
        "Ostelo RWJG et al. Spine 2008;33:90–94; Jordan K et al. J Clin Epidemiol "
        "2006;59:45–52": CITED,
        "Roland–Morris": CITED,
    },
    "care/progress/disability.py": {"The questionnaire was saved elsewhere.": PROGRAMMERS},
    "care/progress/messages.py": {
        "The appointment is {}.": STORED,
        "The patient has no address for it, or chose no {}.": STORED,
    },
    "care/progress/roland_morris.py": {
        "Roland MO, Morris RW. Spine 1983;8:141–144; free to use, see rmdq.org": CITED
    },
    "care/rotation.py": {"*": OPERATORS},
    "care/templatetags/moments.py": {"d MMMM y": "A pattern.", "d MMM y": "A pattern."},
}
