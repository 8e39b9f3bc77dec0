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

from collections.abc import Container
from decimal import Decimal
from typing import NamedTuple

from django.db import models, transaction

from locations.spoken import Spoken
from treatments.models import Intensity, TreatmentOption, TreatmentType

SPOKEN = ("name", "summary", "what_happens", "suits", "afterwards")


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
    name_in_french: str
    summary_in_french: str
    what_happens_in_french: str
    suits_in_french: str
    afterwards_in_french: str
    options: tuple[ShippedOption, ...]

    @property
    def spoken(self) -> Spoken:
        return Spoken(self)


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
        name_in_french="Massage suédois",
        summary_in_french=(
            "De longs mouvements fluides et des pétrissages qui détendent les muscles crispés."
        ),
        what_happens_in_french=(
            "La personne qui vous traite travaille avec de l’huile ou une lotion\u00a0: de longs "
            "mouvements le long du muscle, puis des pétrissages et de lents cercles là où c’est "
            "tendu. La pression est légère à modérée et reste comme vous la voulez. Vous êtes "
            "sous un drap, et seule la partie traitée est découverte."
        ),
        suits_in_french=(
            "Douleurs légères à modérées au dos ou au cou, tensions après de longues journées "
            "devant l’écran, stress. Un bon choix pour une première visite, ou si une pression "
            "ferme est trop pour vous. Ce massage peut aider à se détendre, à dormir et à bouger "
            "plus facilement. Certaines personnes se sentent mieux après une séance, d’autres "
            "après plusieurs seulement, et pour quelques-unes rien ne change."
        ),
        afterwards_in_french=(
            "La plupart des gens se sentent détendus, parfois un peu somnolents. Une légère "
            "sensibilité pendant une journée est normale."
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
        name_in_french="Massage des tissus profonds",
        summary_in_french=(
            "Une pression lente et ferme sur les couches profondes du muscle, pour les tensions "
            "tenaces."
        ),
        what_happens_in_french=(
            "Après quelques minutes de mouvements plus légers pour réchauffer le muscle, la "
            "personne qui vous traite s’enfonce lentement avec les mains, les avant-bras ou les "
            "coudes et travaille le long des muscles profonds et des tissus qui les entourent. "
            "Cela peut être intense, mais jamais plus que ce que vous pouvez respirer "
            "calmement\u00a0: dites tout de suite quand ça fait mal, et la pression change."
        ),
        suits_in_french=(
            "Un mal de dos qui dure depuis des mois, des nœuds qui reviennent toujours, des "
            "tensions autour d’une ancienne blessure. Ce massage peut soulager la douleur et la "
            "raideur pour un temps; quand la douleur dure depuis longtemps, il faut souvent "
            "plusieurs séances avant de pouvoir en juger. Ce n’est pas le meilleur début si vous "
            "avez facilement des bleus ou prenez un anticoagulant\u00a0: dites-le à la personne "
            "qui vous traite, elle vous proposera quelque chose de plus doux."
        ),
        afterwards_in_french=(
            "Des courbatures comme après l’exercice sont courantes pendant un jour ou deux; un "
            "petit bleu est possible. Bougez doucement et prenez une soirée tranquille. Si c’est "
            "plus fort, ou si cela dure plus longtemps, appelez-nous ou consultez votre médecin."
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
        name_in_french="Thérapie des points gâchettes",
        summary_in_french=(
            "Une pression constante sur les quelques points qui déclenchent votre douleur, ici ou"
            " ailleurs."
        ),
        what_happens_in_french=(
            "La personne qui vous traite cherche de petits points sensibles qui réveillent la "
            "douleur que vous connaissez, parfois à distance\u00a0: un point dans l’omoplate que "
            "vous sentez dans le cou. Chacun est maintenu sous une pression constante jusqu’à une"
            " minute environ, le temps qu’il cède, puis le muscle est étiré. Vous dites à quel "
            "point cela peut être fort, de 0 à 10."
        ),
        suits_in_french=(
            "Des nœuds que l’on peut montrer du doigt, et des douleurs qui partent d’un point, "
            "par exemple entre les omoplates ou vers la fesse. Ce soin peut atténuer ces douleurs"
            " et vous laisser tourner ou pencher davantage. De courtes séances suffisent souvent."
        ),
        afterwards_in_french=(
            "Les points traités peuvent rester sensibles pendant un jour ou deux. La chaleur et "
            "des mouvements faciles font généralement du bien."
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
        name_in_french="Relâchement myofascial",
        summary_in_french="Un étirement lent et soutenu des tissus qui enveloppent les muscles.",
        what_happens_in_french=(
            "Avec peu d’huile ou sans huile, la personne qui vous traite pose les deux mains sur "
            "la peau, suit le tissu jusqu’à sentir une légère résistance, puis maintient un "
            "étirement doux pendant une minute ou plus et accompagne le relâchement. C’est un "
            "travail lent et calme sur les fascias, les couches qui enveloppent les muscles et "
            "les organes. On vous demandera peut-être de respirer ou de bouger un peu."
        ),
        suits_in_french=(
            "De la raideur, un dos tendu partout, ou des mouvements devenus plus petits, par "
            "exemple après des mois en position assise. Ce soin peut aider à bouger plus "
            "librement. Convient aussi à qui trouve désagréables les pétrissages ou une pression "
            "ferme."
        ),
        afterwards_in_french=(
            "Certaines personnes se sentent souples et plus grandes, d’autres ressentent une "
            "douleur sourde pendant une journée. Les deux sont normaux."
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
        name_in_french="Thérapie neuromusculaire",
        summary_in_french=(
            "Un travail précis sur les muscles et leur façon de bouger, pour accompagner votre "
            "rétablissement."
        ),
        what_happens_in_french=(
            "La séance commence par un regard sur votre posture et sur l’ampleur de vos "
            "mouvements quand vous vous penchez et vous tournez. La personne qui vous traite "
            "travaille ensuite avec précision sur les muscles en cause, avec une pression moyenne"
            " à ferme, et revérifie le mouvement entre-temps. Vous repartez souvent avec un ou "
            "deux exercices à faire à la maison."
        ),
        suits_in_french=(
            "Le retour à la normale après une blessure au dos, une fois que le médecin a dit que "
            "le massage convient, et à côté de la chiropratique ou de la physiothérapie. Ce soin "
            "peut aider pour l’amplitude des mouvements et pour la douleur en bougeant. Prévoyez "
            "une série de plusieurs séances."
        ),
        afterwards_in_french=(
            "Les muscles travaillés peuvent être endoloris pendant un jour ou deux. Ne faites les"
            " exercices que dans la mesure où ils sont confortables. Un engourdissement ou une "
            "faiblesse qui apparaît n’en fait pas partie\u00a0: consultez un médecin tout de "
            "suite."
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
def create_shipped_treatments(slugs: Container[str] | None = None) -> list[TreatmentType]:
    """The five types, each made with its options unless its slug is there; what is there stays.

    `slugs`: only these of them.
    """
    return [
        _get_or_create(position, shipped)
        for position, shipped in enumerate(SHIPPED_TREATMENTS, start=1)
        if slugs is None or shipped.slug in slugs
    ]


def add_french(types: models.Manager[TreatmentType]) -> None:
    """Gives the five their French texts: where there is none, and the English one is still ours."""
    for shipped in SHIPPED_TREATMENTS:
        for name in SPOKEN:
            in_french = f"{name}_in_french"
            ours = {name: getattr(shipped, name), in_french: ""}
            row = types.filter(slug=shipped.slug, **ours)
            row.update(**{in_french: getattr(shipped, in_french)})


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
