"""The Roland-Morris disability questionnaire, word for word.

Roland MO, Morris RW: A study of the natural history of back pain. Part I: Development of a reliable
and sensitive measure of disability in low-back pain. Spine 1983;8(2):141-144. Free to use without
permission or fee (rmdq.org). The authors' "more slowly then usual" in item 9 reads "than" here.

The French is ours: a translation, not one of the validated French versions. Its scores say whether
one person changes; they are not to be compared with published French ones.

The score is the number of sentences that were ticked: 0 to 24. What is left blank is not counted.
"""

from django.utils.translation import gettext_lazy as _

SOURCE = "Roland MO, Morris RW. Spine 1983;8:141–144; free to use, see rmdq.org"
INTRODUCTION = (
    # The sentence to remember stands alone.
    _(
        "When your back hurts, you may find it difficult to do some of the things you normally do. "
        "This list contains sentences that people have used to describe themselves when they have "
        "back pain. When you read them, you may find that some stand out because they describe you "
        "today. As you read the list, think of yourself today. When you read a sentence that "
        "describes you today, put a tick against it. If the sentence does not describe you, then "
        "leave the space blank and go on to the next one."
    ),
    _("Remember, only tick the sentence if you are sure it describes you today."),
)
ITEMS = (
    _("I stay at home most of the time because of my back."),
    _("I change position frequently to try and get my back comfortable."),
    _("I walk more slowly than usual because of my back."),
    _("Because of my back I am not doing any of the jobs that I usually do around the house."),
    _("Because of my back, I use a handrail to get upstairs."),
    _("Because of my back, I lie down to rest more often."),
    _("Because of my back, I have to hold on to something to get out of an easy chair."),
    _("Because of my back, I try to get other people to do things for me."),
    _("I get dressed more slowly than usual because of my back."),
    _("I only stand for short periods of time because of my back."),
    _("Because of my back, I try not to bend or kneel down."),
    _("I find it difficult to get out of a chair because of my back."),
    _("My back is painful almost all the time."),
    _("I find it difficult to turn over in bed because of my back."),
    _("My appetite is not very good because of my back pain."),
    _("I have trouble putting on my socks (or stockings) because of the pain in my back."),
    _("I only walk short distances because of my back."),
    _("I sleep less well because of my back."),
    _("Because of my back pain, I get dressed with help from someone else."),
    _("I sit down for most of the day because of my back."),
    _("I avoid heavy jobs around the house because of my back."),
    _("Because of my back pain, I am more irritable and bad tempered with people than usual."),
    _("Because of my back, I go upstairs more slowly than usual."),
    _("I stay in bed most of the time because of my back."),
)
HIGHEST = len(ITEMS)


def score(items: list[int]) -> int:
    """How many of the 24 sentences were ticked; `items` are their numbers, from 1."""
    return len(set(items))
