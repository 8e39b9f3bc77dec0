"""What a mail server for benchmarks has taken; it tells whoever asks with VRFY."""

from dataclasses import dataclass, field

MARK = b"\r\nMessage-ID: "


@dataclass
class Seen:
    """Over all connections: how many letters, and how many different ones by Message-ID."""

    letters: int = 0
    different: set[bytes] = field(default_factory=set)

    def take(self, letter: bytes) -> None:
        start = letter.find(MARK) + len(MARK)
        self.letters += 1
        self.different.add(letter[start : letter.find(b"\r\n", start)])

    def __str__(self) -> str:
        return f"{self.letters} {len(self.different)}"
