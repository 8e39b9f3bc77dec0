"""What speaks against massage now, and what a therapist must know. One list for the whole house.

Red flags follow the guidance for low-back pain in primary care: NICE guideline NG59 (2016, updated
2020) and its summary of red flags (Clinical Knowledge Summaries), for cauda equina syndrome GIRFT's
national pathway (2023). They are questions, not a diagnosis: a yes means that a doctor looks first.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RedFlag:
    """One question; `is_emergency` when a yes means: call the emergency number now."""

    key: str
    question: str
    is_emergency: bool = False


@dataclass(frozen=True)
class Caution:
    """What does not refuse a session but changes it; `icon` is a symbol of drawings/icons.svg."""

    key: str
    question: str
    said_short: str
    icon: str


RED_FLAGS = (
    RedFlag("numb_saddle", "Numbness around your groin, genitals or buttocks", is_emergency=True),
    RedFlag("bladder_bowel", "New trouble holding or passing urine or stool", is_emergency=True),
    RedFlag(
        "weak_legs",
        "Weakness in both legs, or in one leg and growing",
        is_emergency=True,
    ),
    RedFlag("chest_pain", "Chest pain", is_emergency=True),
    RedFlag("fall_crash", "A serious fall or crash not long ago"),
    RedFlag("fever", "Fever together with the back pain"),
    RedFlag("weight_loss", "Losing weight without trying to"),
    RedFlag("cancer", "Cancer, now or earlier"),
    RedFlag("never_eases", "Pain that never eases, not even lying down or at night"),
    RedFlag("osteoporosis", "Known osteoporosis and sudden pain"),
)

CAUTIONS = (
    Caution("pregnancy", "I am pregnant, or may be", "Pregnant", "pregnancy"),
    Caution("blood_thinners", "I take blood thinners", "Blood thinners", "drop"),
    Caution(
        "thrombosis",
        "Deep-vein thrombosis or varicose veins",
        "Thrombosis or varicose veins",
        "vein",
    ),
    Caution("skin_infection", "A skin infection or rash", "Skin infection", "skin"),
    Caution("surgery", "Surgery in the last months", "Recent surgery", "surgery"),
    Caution("pacemaker", "A pacemaker or another implant", "Pacemaker", "heart"),
    Caution(
        "diabetes_numbness",
        "Diabetes with numb hands or feet",
        "Diabetes with numbness",
        "numb",
    ),
    Caution("blood_pressure", "High blood pressure", "High blood pressure", "gauge"),
    Caution("oil_allergy", "Allergies to oils or creams", "Allergic to oils", "allergy"),
    Caution("fracture", "A fracture that is still healing", "Healing fracture", "bone"),
)
