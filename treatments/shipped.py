"""The five treatment types that ship: a new clinic starts from them, then edits them as its own.

The texts say what a therapist does and what it may help with. What they rest on, for whoever edits
them; none of it is copy for patients:

- Furlan A. D. et al., "Massage for low-back pain", Cochrane Database of Systematic Reviews 2015,
  issue 9, CD001929: 25 trials, low to very low quality; pain and function better in the short term
  than without treatment, little known about the long term; the only harm reported was more pain
  for a while, by 1.5 % to 25 % of participants.
- Qaseem A. et al., American College of Physicians, Annals of Internal Medicine 2017, 166:514-530:
  most new back pain improves over time whatever is done; massage is one of the first choices for
  acute and subacute low-back pain, on low-quality evidence.
- World Health Organization, guideline for non-surgical management of chronic primary low back pain
  in adults, 2023: massage may be offered as part of care, on very low certainty.
- The trials compare massage with doing nothing or with other care. Hardly any compare one technique
  with another: hence no text says that one type works better, only how it feels and whom it suits.

Hence "may help" and never "cures"; "breaking up adhesions" and "releasing toxins" are left out,
because nobody has shown either.
"""

from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from treatments.models import Intensity, TreatmentOption, TreatmentType


class ShippedOption(NamedTuple):
    minutes: int
    turnover_minutes: int
    price: int


class ShippedTreatment(NamedTuple):
    slug: str
    name: str
    intensity: Intensity
    summary: str
    what_happens: str
    suits: str
    afterwards: str
    options: tuple[ShippedOption, ...]


SHIPPED_TREATMENTS = (
    ShippedTreatment(
        slug="swedish-massage",
        name="Swedish massage",
        intensity=Intensity.GENTLE,
        summary="Long, flowing strokes and kneading that let tense muscles settle.",
        what_happens=(
            "Your therapist works with oil or lotion: long strokes along the muscle, then kneading "
            "and slow circles where it feels tight. The pressure is light to moderate and stays "
            "where you want it. You lie under a sheet, and only the part being treated is "
            "uncovered."
        ),
        suits=(
            "Mild to moderate back or neck pain, tension after long days at a desk, and stress. "
            "A good choice for a first visit, or when firm pressure is too much for you. It may "
            "help you to relax, to sleep and to move more easily. Some people feel better after "
            "one session, others only after several, and for some it makes no difference."
        ),
        afterwards=(
            "Most people feel relaxed, a few a little sleepy. Slight soreness for a day is normal."
        ),
        options=(
            ShippedOption(30, 10, 72),
            ShippedOption(45, 10, 96),
            ShippedOption(60, 15, 122),
            ShippedOption(75, 15, 148),
            ShippedOption(90, 15, 172),
        ),
    ),
    ShippedTreatment(
        slug="deep-tissue-massage",
        name="Deep tissue massage",
        intensity=Intensity.FIRM,
        summary="Slow, firm pressure on the deeper layers of muscle, for stubborn tightness.",
        what_happens=(
            "After a few minutes of lighter strokes to warm the muscle, your therapist sinks in "
            "slowly with hands, forearms or elbows and works along the deeper muscles and the "
            "tissue around them. It can be intense, and it should never be more than you can "
            "breathe through: say so at once when it hurts, and the pressure changes."
        ),
        suits=(
            "Back pain that has been there for months, knots that keep coming back, tightness "
            "around an old injury. It may ease pain and stiffness for a while; with long-standing "
            "pain it usually takes several sessions before you can tell. Not the best start if you "
            "bruise easily or take blood thinners: tell your therapist, who will suggest something "
            "gentler."
        ),
        afterwards=(
            "Soreness like after exercise, for a day or two, is common; a small bruise can happen. "
            "Move gently, and keep the evening easy. Anything worse, or anything that lasts "
            "longer: call us or see your doctor."
        ),
        options=(
            ShippedOption(45, 10, 102),
            ShippedOption(60, 15, 130),
            ShippedOption(75, 15, 156),
            ShippedOption(90, 15, 182),
        ),
    ),
    ShippedTreatment(
        slug="trigger-point-therapy",
        name="Trigger point therapy",
        intensity=Intensity.FIRM_LOCAL,
        summary="Steady pressure on the few spots that set your pain off, here or elsewhere.",
        what_happens=(
            "Your therapist feels for small, tender spots that bring up the pain you know, "
            "sometimes at a distance: a spot in the shoulder blade that you feel in the neck. Each "
            "is held with steady pressure for up to a minute or so until it eases, then the muscle "
            "is stretched. You say how strong it may be, from 0 to 10."
        ),
        suits=(
            "Knots you can put a finger on, and pain that spreads from one spot, such as between "
            "the shoulder blades or into the buttock. It may take the edge off such pain and let "
            "you turn or bend further. Short sessions are often enough."
        ),
        afterwards=(
            "The treated spots can be tender for a day or two. Warmth and easy movement usually "
            "feel good."
        ),
        options=(
            ShippedOption(30, 10, 76),
            ShippedOption(45, 10, 100),
            ShippedOption(60, 15, 128),
        ),
    ),
    ShippedTreatment(
        slug="myofascial-release",
        name="Myofascial release",
        intensity=Intensity.GENTLE_TO_MEDIUM,
        summary="Slow, sustained stretching of the tissue that wraps the muscles.",
        what_happens=(
            "With little or no oil, your therapist places both hands on the skin and takes up the "
            "slack, then holds a gentle stretch for a minute or longer and follows as it yields. "
            "It is slow and quiet work on the fascia, the layers that wrap muscles and organs. You "
            "may be asked to breathe or to move a little."
        ),
        suits=(
            "Stiffness, a back that feels tight all over, or movement that has become smaller, for "
            "instance after months of sitting. It may help you to move more freely. Also for those "
            "who find kneading or firm pressure unpleasant."
        ),
        afterwards=(
            "Some people feel loose and tall, some feel a dull ache for a day. Both are normal."
        ),
        options=(
            ShippedOption(45, 10, 99),
            ShippedOption(60, 15, 126),
            ShippedOption(75, 15, 152),
            ShippedOption(90, 15, 176),
        ),
    ),
    ShippedTreatment(
        slug="neuromuscular-therapy",
        name="Neuromuscular therapy",
        intensity=Intensity.MEDIUM_TO_FIRM,
        summary="Precise work on muscles and how they move, to go with your recovery.",
        what_happens=(
            "The session begins with a look at how you stand and how far you can bend and turn. "
            "Your therapist then works precisely on the muscles involved, with medium to firm "
            "pressure, and tests the movement again in between. You usually leave with one or two "
            "exercises for home."
        ),
        suits=(
            "Getting back to normal after a back injury, once a doctor has said that massage is "
            "all right, and alongside chiropractic or physiotherapy. It may help with range of "
            "motion and with pain when you move. Plan for a course of several sessions."
        ),
        afterwards=(
            "Muscles that were worked on can ache for a day or two. Do the exercises only as far "
            "as they feel comfortable. New numbness or weakness is not part of it: see a doctor "
            "at once."
        ),
        options=(
            ShippedOption(45, 10, 104),
            ShippedOption(60, 15, 134),
            ShippedOption(75, 15, 160),
            ShippedOption(90, 15, 186),
        ),
    ),
)


@transaction.atomic
def create_shipped_treatments() -> list[TreatmentType]:
    """The five types, each made with its options unless its slug is there; what is there stays."""
    return [
        _get_or_create(position, shipped)
        for position, shipped in enumerate(SHIPPED_TREATMENTS, start=1)
    ]


def _get_or_create(position: int, shipped: ShippedTreatment) -> TreatmentType:
    texts = shipped._asdict()
    options: tuple[ShippedOption, ...] = texts.pop("options")
    treatment, is_new = TreatmentType.objects.get_or_create(
        slug=texts.pop("slug"), defaults={**texts, "position": position}
    )
    if is_new:
        TreatmentOption.objects.bulk_create(
            TreatmentOption(
                treatment=treatment,
                minutes=option.minutes,
                turnover_minutes=option.turnover_minutes,
                price=Decimal(option.price),
            )
            for option in options
        )
    return treatment
