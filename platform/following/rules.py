"""Who may follow; what a search finds: pure functions."""

from following.models import Radar
from kernel.rules import HIDDEN, Denied, Visitor, signed_in


def follow(visitor: Visitor, thing: object) -> Denied | None:
    return signed_in(visitor, thing)


def save_radar(visitor: Visitor, thing: object) -> Denied | None:
    return signed_in(visitor, thing)


def remove_radar(visitor: Visitor, radar: Radar) -> Denied | None:
    """Nobody learns of another's searches."""
    denied = signed_in(visitor, radar)
    if denied is None and radar.person_id != visitor.id:
        return HIDDEN
    return denied


def finds(folded_words: str, folded_text: str) -> bool:
    """Every word somewhere in the text, as the search of the list has it."""
    return all(word in folded_text for word in folded_words.split())
