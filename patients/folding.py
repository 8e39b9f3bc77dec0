"""Names as the search compares them: without accents, case and punctuation, and by their sound.

The database folds what it stores by functions of the same names (migration 0003); a test compares
the two.
"""

import re
import unicodedata

ACCENTS = re.compile("[\u0300-\u036f]")
# Letters that are no accented ones, as people without them on the keyboard type them.
PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        # Apostrophes part nothing: O'Brien is obrien.
        **dict.fromkeys("'`´\u2018\u2019\u02bc\u02b9", ""),
    }
)
BETWEEN_WORDS = re.compile(
    '[-\t\n\v\f\r !"#$%&()*+,./:;<=>?@\\[\\\\\\]^_{|}~\u2010-\u2015\u00a0\u200b]+'
)
MISTAKEN = str.maketrans("cqzvd", "kksft")
NOT_A_LETTER = re.compile("[^a-z0-9@.]")
SILENT = re.compile("([^ ])[aeiouyhw]+")


def folded(given: str) -> str:
    """`Élodie O'Brien-Łuk` as `elodie obrien luk`."""
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", given))
    # Letter by letter, as the database does it: no letter depends on its neighbours.
    plain = "".join(letter.lower() for letter in bare).translate(PLAIN)
    return BETWEEN_WORDS.sub(" ", plain).strip(" ")


def sounds(words: str) -> str:
    """What folded names sound like, each marked: `catherine` and `katherine` are `~ktrn`."""
    begun = re.sub("c([eiy])", r"s\1", words.replace("ph", "f").replace("sch", "s"))
    begun = re.sub("(^| )[aeiou]", r"\1a", begun).translate(MISTAKEN)
    single = re.sub(r"([a-z])\1+", r"\1", SILENT.sub(r"\1", begun))
    return re.sub("([^ ]+)", r"~\1", SILENT.sub(r"\1", single))


def one_word(address: str) -> str:
    """An e-mail address as a single word: `ann.lee@example.com` is `annXleeQexampleXcom`.

    Else everybody at example.com would be found by names that begin with "exa" or "com".
    """
    bare = NOT_A_LETTER.sub("Z", address.lower())
    return bare.replace("@", "Q").replace(".", "X")
