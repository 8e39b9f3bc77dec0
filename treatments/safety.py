"""What speaks against massage now, and what a therapist must know. One list for the whole house.

Red flags follow the guidance for low-back pain in primary care: NICE guideline NG59 (2016, updated
2020) and its summary of red flags (Clinical Knowledge Summaries), for cauda equina syndrome GIRFT's
national pathway (2023). They are questions, not a diagnosis: a yes means that a doctor looks first.

Words are said in the language of whoever reads them (lazily); keys are what is stored.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RedFlag:
    """One question; `is_emergency` when a yes means: call the emergency number now."""

    key: str
    question: Any
    is_emergency: bool = False


@dataclass(frozen=True)
class Caution:
    """What does not refuse a session but changes it; `icon` is a symbol of drawings/icons.svg."""

    key: str
    question: Any
    said_short: Any
    icon: str


RED_FLAGS = (
    RedFlag(
        "numb_saddle", _("Numbness around your groin, genitals or buttocks"), is_emergency=True
    ),
    RedFlag("bladder_bowel", _("New trouble holding or passing urine or stool"), is_emergency=True),
    RedFlag(
        "weak_legs",
        _("Weakness in both legs, or in one leg and growing"),
        is_emergency=True,
    ),
    RedFlag("chest_pain", _("Chest pain"), is_emergency=True),
    RedFlag("fall_crash", _("A serious fall or crash not long ago")),
    RedFlag("fever", _("Fever together with the back pain")),
    RedFlag("weight_loss", _("Losing weight without trying to")),
    RedFlag("cancer", _("Cancer, now or earlier")),
    RedFlag("never_eases", _("Pain that never eases, not even lying down or at night")),
    RedFlag("osteoporosis", _("Known osteoporosis and sudden pain")),
)

CAUTIONS = (
    Caution("pregnancy", _("I am pregnant, or may be"), _("Pregnant"), "pregnancy"),
    Caution("blood_thinners", _("I take blood thinners"), _("Blood thinners"), "drop"),
    Caution(
        "thrombosis",
        _("Deep-vein thrombosis or varicose veins"),
        _("Thrombosis or varicose veins"),
        "vein",
    ),
    Caution("skin_infection", _("A skin infection or rash"), _("Skin infection"), "skin"),
    Caution("surgery", _("Surgery in the last months"), _("Recent surgery"), "surgery"),
    Caution("pacemaker", _("A pacemaker or another implant"), _("Pacemaker"), "heart"),
    Caution(
        "diabetes_numbness",
        _("Diabetes with numb hands or feet"),
        _("Diabetes with numbness"),
        "numb",
    ),
    Caution("blood_pressure", _("High blood pressure"), _("High blood pressure"), "gauge"),
    Caution("oil_allergy", _("Allergies to oils or creams"), _("Allergic to oils"), "allergy"),
    Caution("fracture", _("A fracture that is still healing"), _("Healing fracture"), "bone"),
)
