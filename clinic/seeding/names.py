"""Names for people and places that do not exist, from all over, as in a town near Vancouver."""

from random import Random

GIVEN_NAMES = """
Aiden Amara Anika Arjun Ava Bea Ben Camille Carlos Chloe Dana Daniel Deepa Diego Elif Emma Ethan
Farah Fatima Felix Gabriel Grace Hana Harpreet Hugo Ines Isaac Ivy Jasmine Jin Joan Jordan Kai
Karim Keiko Lara Leo Liam Lina Luca Mai Malik Mara Mei Mina Mona Nadia Nico Nora Olive Omar Oscar
Parm Paula Quinn Raj Rhea Rosa Ruth Sami Sara Silas Simran Sofia Tara Theo Uma Vera Victor Wei Yara
Yusuf Zoe
"""

FAMILY_NAMES = """
Abbott Ahmadi Anderson Bains Baker Becker Bergeron Brar Campbell Castillo Chan Cho Chung Clarke
Costa Cruz Das Dhaliwal Diaz Doyle Dubois Evans Farah Fischer Fong Fraser Gagnon Gill Grant Grewal
Haddad Hughes Hussain Ito Jansen Johal Kaur Khan Kim Kowalski Lam Lavoie Lee Leung Lindqvist MacKay
Mann Martel Mehta Moreau Murphy Nakamura Nguyen Novak Okoye Olsen Park Patel Pereira Popov Reid
Reyes Roy Russo Sandhu Santos Sidhu Singh Smith Sousa Tanaka Thompson Tran Tremblay Wong Yamada
"""

GIVEN = tuple(GIVEN_NAMES.split())
FAMILY = tuple(FAMILY_NAMES.split())

CITIES = (
    "Burnaby",
    "New Westminster",
    "Surrey",
    "Langley",
    "Maple Ridge",
    "Pitt Meadows",
    "Delta",
    "Richmond",
    "North Vancouver",
    "Abbotsford",
    "Chilliwack",
    "Mission",
)


def full_name(chance: Random) -> tuple[str, str]:
    """A given and a family name."""
    return chance.choice(GIVEN), chance.choice(FAMILY)


def phone_number(number: int) -> str:
    """One of the hundred numbers that are kept for fiction: nobody ever answers them."""
    return f"+160455501{number % 100:02d}"
