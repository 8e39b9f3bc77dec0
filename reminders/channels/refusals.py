"""What a mail server's refusal says of the address (RFC 5321, 4.2; codes of RFC 3463)."""

import re

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)
# Of RFC 3463: 0 other, 1 the address, 2 the mailbox, 4 the way there. Not 3 the mail system, 5 the
# protocol, 6 the content, 7 policy: those speak of us, and would mark everybody we write to.
ABOUT_THE_ADDRESS = {"0", "1", "2", "4"}
TOO_LONG_FOR_THE_MAILBOX = ("2", "3")
# Without such a code: "mailbox unavailable", "user not local", "mailbox name not allowed".
BARE = {550, 551, 553}
# What servers without such codes say when it is us whom they refuse.
ABOUT_US = ("relay", "policy", "spam", "block", "denied", "reject", "auth", "reputation", "listed")


def is_about_the_address(status: str) -> bool:
    """Whether an enhanced status code such as 5.1.1 says that nothing will ever arrive there."""
    found = STATUS.fullmatch(status.strip())
    if found is None or found[1] != "5":
        return False
    return found[2] in ABOUT_THE_ADDRESS and found.groups()[1:] != TOO_LONG_FOR_THE_MAILBOX


def refuses_the_address(code: int, reply: str) -> bool:
    """Whether a server's answer to RCPT says so; what may be about us is not its fault."""
    if not 500 <= code < 600:
        return False
    # It stands at the beginning; further on, somebody may be quoted.
    found = STATUS.match(reply.strip())
    if found:
        return is_about_the_address(found[0])
    return code in BARE and not any(word in reply.lower() for word in ABOUT_US)
