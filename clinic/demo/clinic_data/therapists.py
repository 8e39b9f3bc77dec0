"""The eight therapists: invented people with drawn faces and obviously invented registrations."""

from pathlib import Path
from typing import NamedTuple

from django.core.files import File

from clinic import demo
from therapists.models import Registration, Therapist
from treatments.models import TreatmentType

FACES = Path(demo.__file__).parent / "faces"
COLLEGE = "College of Complementary Health Professionals of BC"

SWEDISH, DEEP, TRIGGER, MYOFASCIAL, NEUROMUSCULAR = (
    "swedish-massage",
    "deep-tissue-massage",
    "trigger-point-therapy",
    "myofascial-release",
    "neuromuscular-therapy",
)


class Person(NamedTuple):
    slug: str
    name: str
    pronouns: str
    headline: str
    about: str
    pronouns_in_french: str
    headline_in_french: str
    about_in_french: str
    treatments: tuple[str, ...]


PEOPLE = (
    Person(
        "maya-chen",
        "Maya Chen",
        "she/her",
        "Quiet, unhurried sessions for backs that have sat too long.",
        "Maya came to massage after ten years of designing buildings, mostly sitting down, so she "
        "knows a desk back from the inside. She starts gently and only goes deeper when you ask.\n"
        "\n"
        "Many who see her come every few weeks. If she thinks that something else would serve you "
        "better, a physiotherapist for instance, she says so.",
        "elle",
        "Des séances calmes, sans hâte, pour les dos restés trop longtemps assis.",
        "Maya est venue à la massothérapie après dix ans à dessiner des bâtiments, le plus souvent"
        " assise\u00a0: elle connaît le mal de dos de bureau de l’intérieur. Elle commence "
        "doucement et ne va plus en profondeur que si vous le demandez.\n"
        "\n"
        "Beaucoup de gens la voient toutes les quelques semaines. Si elle pense qu’autre chose "
        "vous conviendrait mieux, la physiothérapie par exemple, elle le dit.",
        (SWEDISH, DEEP, TRIGGER, MYOFASCIAL),
    ),
    Person(
        "jonas-weber",
        "Jonas Weber",
        "he/him",
        "Finds the one spot, then explains what he is doing there.",
        "Jonas rows, coaches rowers, and sees a lot of strained backs. He likes to test a movement "
        "before and after, so that you can judge for yourself whether anything has changed.\n"
        "\n"
        "Expect firm pressure on small areas, and a simple exercise to take home.",
        "il",
        "Trouve le point précis, puis explique ce qu’il y fait.",
        "Jonas fait de l’aviron, entraîne des équipes et voit beaucoup de dos fatigués. Il aime "
        "vérifier un mouvement avant et après, pour que vous puissiez juger par vous-même si "
        "quelque chose a changé.\n"
        "\n"
        "Attendez-vous à une pression ferme sur de petites zones, et à un exercice simple à faire "
        "à la maison.",
        (DEEP, TRIGGER, NEUROMUSCULAR),
    ),
    Person(
        "priya-nair",
        "Priya Nair",
        "she/her",
        "Slow, gentle work, also for those who are new to massage.",
        "Priya works slowly and with light hands. People come to her when firm pressure is too "
        "much, when they are tense all over, or when they have never had a massage and would like "
        "a calm first visit.\n"
        "\n"
        "Evening sessions in Coquitlam, twice a week. She speaks English, Malayalam and Hindi.",
        "elle",
        "Un travail lent et doux, aussi pour une toute première fois.",
        "Priya travaille lentement, avec des mains légères. On vient la voir quand une pression "
        "ferme est de trop, quand tout le corps est tendu, ou quand on n’a jamais eu de massage et"
        " qu’on voudrait une première visite tranquille.\n"
        "\n"
        "Séances du soir à Coquitlam, deux fois par semaine. Elle parle anglais, malayalam et "
        "hindi.",
        (SWEDISH, MYOFASCIAL, NEUROMUSCULAR),
    ),
    Person(
        "sam-okafor",
        "Sam Okafor",
        "they/them",
        "Equally at home with runners, new parents and stiff necks.",
        "Sam trained as a dancer and still thinks in movement. A session with them often begins "
        "with a few easy bends and turns, to see what is tight and what only feels tight.\n"
        "\n"
        "Sam treats many teenagers, and a parent is welcome to stay in the room.",
        "iel",
        "À l’aise avec les coureurs, les nouveaux parents et les cous raides.",
        "Sam a une formation en danse et pense encore en mouvements. Une séance commence souvent "
        "par quelques flexions et rotations faciles, pour voir ce qui est tendu et ce qui ne fait "
        "qu’en donner l’impression.\n"
        "\n"
        "Sam traite beaucoup d’adolescents, et un parent peut rester dans la salle.",
        (SWEDISH, DEEP, MYOFASCIAL),
    ),
    Person(
        "elena-petrova",
        "Elena Petrova",
        "she/her",
        "Works alongside your physiotherapist or chiropractor after an injury.",
        "Elena spent eight years in a rehabilitation clinic. She sees people after car crashes, "
        "falls and operations, once their doctor has agreed, and with your consent talks to the "
        "others who treat you.\n"
        "\n"
        "She plans in courses of a few sessions, and stops when they no longer help.",
        "elle",
        "Travaille de concert avec votre physio ou votre chiro après une blessure.",
        "Elena a passé huit ans dans une clinique de réadaptation. Elle voit des gens après un "
        "accident de voiture, une chute ou une opération, une fois que leur médecin est d’accord, "
        "et avec votre accord elle parle avec les autres personnes qui vous soignent.\n"
        "\n"
        "Elle planifie des séries de quelques séances, et s’arrête quand elles n’aident plus.",
        (DEEP, TRIGGER, NEUROMUSCULAR),
    ),
    Person(
        "david-laurent",
        "David Laurent",
        "he/him",
        "Strong hands, soft voice; for trades, gardens and long drives.",
        "David was a cabinet maker until his own back made him stop. Most of his patients lift, "
        "kneel or drive for a living. He is direct about what massage can do, and about what it "
        "cannot.\n"
        "\n"
        "He speaks English and French.",
        "il",
        "Mains fortes, voix douce; pour les métiers manuels, le jardin et la route.",
        "David était ébéniste jusqu’à ce que son propre dos l’arrête. La plupart de ses patients "
        "soulèvent, s’agenouillent ou conduisent pour gagner leur vie. Il parle franchement de ce "
        "que le massage peut faire, et de ce qu’il ne peut pas.\n"
        "\n"
        "Il parle anglais et français.",
        (SWEDISH, DEEP, TRIGGER, MYOFASCIAL),
    ),
    Person(
        "aisha-rahman",
        "Aisha Rahman",
        "she/her",
        "Calm care for tight shoulders, headaches from the neck, and stress.",
        "Aisha combines long, flowing strokes with work on single points in the neck and between "
        "the shoulder blades. She checks in often and keeps the room warm and quiet.\n"
        "\n"
        "She sees people of every gender, and offers a silent session if you prefer not to talk.",
        "elle",
        "Des soins calmes pour les épaules tendues, les maux de tête venus du cou et le stress.",
        "Aisha combine de longs mouvements fluides et un travail sur des points précis du cou et "
        "d’entre les omoplates. Elle vous demande souvent comment ça va et garde la salle chaude "
        "et silencieuse.\n"
        "\n"
        "Elle reçoit des personnes de tous les genres, et offre une séance en silence si vous "
        "préférez ne pas parler.",
        (SWEDISH, TRIGGER, MYOFASCIAL),
    ),
    Person(
        "tom-ferguson",
        "Tom Ferguson",
        "he/him",
        "Twenty years of practice, a plain word, and no miracles.",
        "Tom has been a massage therapist for twenty years. He works with older people a lot: with "
        "arthritis, with stiff hips and backs, with whatever the doctor has cleared for massage. "
        "The table is low and heated, and there is no hurry.\n"
        "\n"
        "He will tell you honestly when he has done what he can.",
        "il",
        "Vingt ans de pratique, des mots simples, et pas de miracles.",
        "Tom est massothérapeute depuis vingt ans. Il travaille beaucoup avec des personnes "
        "âgées\u00a0: avec l’arthrite, avec des hanches et des dos raides, avec tout ce que le "
        "médecin juge propre au massage. La table est basse et chauffée, et rien ne presse.\n"
        "\n"
        "Il vous dira honnêtement quand il a fait ce qu’il pouvait.",
        (SWEDISH, DEEP, NEUROMUSCULAR),
    ),
)


def make_therapists(treatments: dict[str, TreatmentType]) -> dict[str, Therapist]:
    """All eight, by slug, each with a registration and what they give; no accounts, no shifts."""
    return {
        person.slug: _make_therapist(person, number, treatments)
        for number, person in enumerate(PEOPLE, start=1)
    }


def _make_therapist(person: Person, number: int, treatments: dict[str, TreatmentType]) -> Therapist:
    therapist = Therapist.objects.create(
        slug=person.slug,
        name=person.name,
        pronouns=person.pronouns,
        headline=person.headline,
        about=person.about,
        pronouns_in_french=person.pronouns_in_french,
        headline_in_french=person.headline_in_french,
        about_in_french=person.about_in_french,
    )
    therapist.treatments.set([treatments[slug] for slug in person.treatments])
    Registration.objects.create(
        therapist=therapist, college=COLLEGE, number=f"DEMO-{number:04}", title="RMT"
    )
    return therapist


def hang_portraits() -> None:
    """Gives everybody who has a drawn face and no portrait yet that face, through the storage."""
    for therapist in Therapist.objects.filter(slug__in=[person.slug for person in PEOPLE]):
        face = FACES / f"{therapist.slug}.webp"
        if face.exists() and not therapist.portrait:
            with face.open("rb") as drawing:
                therapist.portrait.save(face.name, File(drawing))
