"""From the end of a vote to its result in five steps, for the officer and for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.formats import moment
from kernel.i18n import N_, _


@dataclass(frozen=True)
class Step:
    """`state` as in macros/trace.html; `key` names what is due."""

    key: str
    state: str
    label: str
    note: str


@dataclass(frozen=True)
class Ended:
    """What is on record after the end of a vote."""

    settled_at: datetime | None
    key_ended_at: datetime | None
    seed_at: datetime | None
    counted_at: datetime | None
    #: custodians who have brought their halves
    came: Sequence[str] = ()
    paper: bool = False
    #: nothing is due while the vote runs
    over: bool = True


ROLL, KEY, SEED, OPENING, COUNT = "roll", "key", "seed", "opening", "count"
LABELS = {
    ROLL: N_("Son oylar günlüğe yazılır"),
    KEY: N_("Oyları kişilerden ayıran anahtar yok edilir"),
    SEED: N_("Kura sayısı herkesin önünde çekilir"),
    OPENING: N_("İki emanetçi sandığı açar"),
    COUNT: N_("Oylar sayılır, dosyalar yayımlanır"),
}
WAITS = {
    ROLL: N_("Kendiliğinden olur."),
    KEY: N_("Kendiliğinden olur; ondan sonra kimin oyunun hangisi olduğu bulunamaz."),
    SEED: N_("Belediye çeker ve nasıl çektiğini yazar. Eşitlikte sırayı bu sayı belirler."),
    OPENING: N_("Üç emanetçiden ikisi anahtar yarısını getirir."),
    COUNT: N_("Sandık açılınca kendiliğinden olur."),
}
PAPER = N_("Sandıklardaki kâğıt oylar da girilir.")


def steps(ended: Ended) -> list[Step]:
    """The first one that is not on record is due; the rest follow."""
    done = {
        ROLL: ended.settled_at,
        KEY: ended.key_ended_at,
        SEED: ended.seed_at,
        OPENING: ended.counted_at,
        COUNT: ended.counted_at,
    }
    found: list[Step] = []
    state = "now" if ended.over else "next"
    for key, label in LABELS.items():
        at = done[key]
        if at is not None:
            found.append(Step(key, "done", _(label), moment(at)))
            continue
        found.append(Step(key, state, _(label), _waits(key, ended)))
        state = "next"
    return found


def _waits(key: str, ended: Ended) -> str:
    if key == ROLL and ended.paper:
        return _(PAPER)
    if key == OPENING and ended.came:
        return _("Gelen: %(names)s. Bir emanetçi daha bekleniyor.", names=", ".join(ended.came))
    return _(WAITS[key])


def due(found: Sequence[Step]) -> str:
    """The step that is due; nothing once all are on record."""
    return next((step.key for step in found if step.state == "now"), "")
