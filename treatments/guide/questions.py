"""What the guide asks after the red flags: the choices behind each answer, key by key.

Acute, subacute and chronic low-back pain part at six and twelve weeks (NICE guideline NG59).
"""

from django.utils.translation import gettext_lazy as _

WHERE = {
    "neck": _("Neck"),
    "shoulders": _("Shoulders"),
    "upper_back": _("Between the shoulder blades"),
    "low_back": _("Lower back"),
    "hips": _("Hip or buttock"),
    "all_over": _("All over"),
}
FEELS = {
    "tense": _("Tense and tired"),
    "knots": _("Hard knots"),
    "spreads": _("It spreads from one spot"),
    "stiff": _("Stiff, I move less freely"),
}
SINCE = {
    "days": _("A few days"),
    "weeks": _("One to six weeks"),
    "months": _("Six weeks to three months"),
    "longer": _("Longer than three months"),
}
# The numeric rating scale of 0 to 10 in the three bands in which people speak of it.
STRENGTH = {
    "mild": _("Mild: I notice it now and then"),
    "moderate": _("Moderate: it gets in the way"),
    "strong": _("Strong: it stops me from doing things"),
}
CAUSE = {
    "sitting": _("Sitting, or how I hold myself"),
    "strain": _("Lifting, sport or work"),
    "stress": _("Stress"),
    "injury": _("An injury, a while ago"),
    "pregnancy": _("Pregnancy"),
    "unknown": _("I do not know"),
}
CARE = {
    "physiotherapy": _("Physiotherapy"),
    "chiropractic": _("Chiropractic"),
    "medication": _("Medication for it"),
    "none": _("None of these"),
}
PRESSURE = {
    "gentle": _("Gentle"),
    "medium": _("Medium"),
    "firm": _("Firm"),
    "unknown": _("I do not know yet"),
}
