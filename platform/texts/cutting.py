"""A pasted text as numbered paragraphs. Pure."""

import re
from dataclasses import dataclass

MOST, LONGEST = 300, 6000


@dataclass(frozen=True)
class Block:
    source: str
    #: None: a heading
    number: int | None

    @property
    def is_heading(self) -> bool:
        return self.number is None


def cut(source: str) -> list[Block]:
    """At empty lines; a heading is a block of its own, without a number."""
    blocks: list[Block] = []
    number = 0
    for piece in re.split(r"\n[ \t]*\n+", source.replace("\r\n", "\n").strip()):
        for part in _headings_apart(piece):
            heading = part.startswith("#")
            number += 0 if heading else 1
            blocks.append(Block(part, None if heading else number))
    return blocks


def _headings_apart(piece: str) -> list[str]:
    """A heading may stand right above its first paragraph."""
    parts: list[str] = []
    rest: list[str] = []
    for line in piece.split("\n"):
        if re.match(r"#{1,6}\s", line) and not rest:
            parts.append(line.strip())
        else:
            rest.append(line.rstrip())
    text = "\n".join(rest).strip()
    return [*parts, text] if text else parts
