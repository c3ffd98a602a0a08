"""What does not agree, named: the file, the line, what was expected."""

from typing import Any

#: characters of a file that a message quotes at most
QUOTED = 90


class Difference(Exception):
    """`key` is one of `messages.MESSAGES`; the facts are those it names."""

    def __init__(self, key: str, file: str = "", line: int | None = None, **facts: Any) -> None:
        super().__init__(key)
        self.key, self.file, self.line, self.facts = key, file, line, facts

    def __str__(self) -> str:
        return f"{self.key} {self.file}:{self.line} {self.facts}"


def shown(found: Any, most: int | None = QUOTED) -> str:
    """A piece of a stranger's file on one line of a terminal, harmless and short."""
    text = found.decode(errors="replace") if isinstance(found, bytes) else str(found)
    kept = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return kept if most is None or len(kept) <= most else f"{kept[: most - 1]}…"
