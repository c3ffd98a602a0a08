"""The count: one function for the web, the command line and the recount."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from voting.counting import choices, elimination, pairwise, projects, scores, shares, transfers
from voting.counting.ballots import Choices, Packed, Ranks, pack
from voting.counting.definition import Definition
from voting.counting.results import (
    DECIDED,
    NO_QUORUM,
    NO_WINNER,
    TIED,
    Counts,
    Outcome,
    Quorum,
    Result,
)
from voting.counting.seats import RESULT
from voting.counting.ties import IMMATERIAL, Order, Tie, order_of

#: each takes (definition, packed ballots, order) and returns an Outcome in positions
METHODS: dict[str, Callable[[Definition, Any, Order], Outcome]] = {
    "plurality": choices.plurality,
    "approval": choices.approval,
    "proportional-split": choices.proportional_split,
    "score": scores.score,
    "average": scores.average,
    "star": scores.star,
    "quadratic": scores.quadratic,
    "irv": elimination.instant_runoff,
    "stv": transfers.single_transferable_vote,
    "schulze": pairwise.schulze,
    "ranked-pairs": pairwise.ranked_pairs,
    "minimax": pairwise.minimax,
    "borda": pairwise.borda,
    "greedy": projects.greedy,
    "greedy-no-skip": projects.greedy,
    "greedy-threshold": projects.greedy,
    "greedy-ratio": projects.greedy,
    "equal-shares": shares.equal_shares,
}


def count(
    definition: Definition,
    ballots: Iterable[Any] | Packed,
    *,
    weights: Sequence[int] | None = None,
    superseded: int = 0,
    void: int = 0,
    electorate: int | None = None,
    seed: str | None = None,
    council: Sequence[str] | None = None,
    progress: shares.Progress | None = None,
) -> Result:
    """Counts all ballots (`weights[i]` times each): a pure function of its arguments.

    A ballot is a list of option ids (CHOICES), a list of places with an id, a list of ids or None
    (RANKS), or a mapping from id to whole number (POINTS); an empty one is blank. `superseded` and
    `void` were taken out before. `electorate` is needed where the definition has a quorum: a
    ValueError says so before anything is counted. `progress` is told how far long work is.
    """
    if electorate is None and _needs_electorate(definition):
        raise ValueError("a quorum needs the number of those who may vote")
    packed = ballots if isinstance(ballots, Choices | Ranks) else pack(definition, ballots, weights)
    order = order_of(definition, seed=seed, council=council)
    if isinstance(packed, Ranks) and definition.params.get("default_quorum"):
        outcome = pairwise.schulze(definition, packed, order, electorate)
    elif definition.rule == shares.EQUAL_SHARES:
        outcome = shares.equal_shares(definition, packed, order, progress)
    else:
        outcome = METHODS[definition.rule](definition, packed, order)
    counts = _counts(packed, superseded, void)
    quorum = None
    if definition.quorum and electorate is not None:
        quorum = Quorum(definition.quorum, electorate, counts.valid + counts.blank)
    winners, approval = _approved(definition, outcome, order, electorate)
    ids = definition.ids
    return Result(
        definition=definition,
        status=_status(outcome, winners, order, quorum),
        winners=tuple(definition.named(winners)),
        ranking=tuple(tuple(definition.named(group)) for group in outcome.ranking),
        rounds=tuple(outcome.rounds),
        ties=tuple(order.ties),
        counts=counts,
        scores=_by_id(ids, outcome.scores),
        support=_by_id(ids, outcome.support) or {},
        quorum=quorum,
        approval_quorum=approval,
        condorcet=None if type(packed) is Choices else pairwise.condorcet(definition, packed),
        details=outcome.details,
    )


def _needs_electorate(definition: Definition) -> bool:
    own = definition.params.get("default_quorum", False)
    return bool(definition.quorum or definition.approval_quorum or own)


def _counts(packed: Packed, superseded: int, void: int) -> Counts:
    current = packed.invalid + packed.blank + packed.valid
    return Counts(
        received=superseded + void + current,
        superseded=superseded,
        void=void,
        invalid=packed.invalid,
        blank=packed.blank,
        valid=packed.valid,
    )


def _by_id(ids: Sequence[str], figures: Sequence[int] | None) -> dict[str, int] | None:
    if figures is None:
        return None
    return {name: int(figure) for name, figure in zip(ids, figures, strict=True)}


def _approved(
    definition: Definition, outcome: Outcome, order: Order, electorate: int | None
) -> tuple[list[int], Mapping[str, Any] | None]:
    """A winner with too little support does not win; the place stays empty, the sum undivided."""
    if definition.approval_quorum is None or electorate is None:
        return outcome.winners, None
    asked = [Quorum(definition.approval_quorum, electorate, int(n)) for n in outcome.support]
    kept = [position for position in outcome.winners if asked[position].met]
    short = {name for name, quorum in zip(definition.ids, asked, strict=True) if not quorum.met}
    missed = [name for name in definition.named(outcome.winners) if name in short]
    for number, tie in enumerate(order.ties):
        if _moot(tie, short):
            order.ties[number] = replace(tie, how=IMMATERIAL, chosen=())
            missed += [name for name in tie.options if name not in missed]
    if "amounts" in outcome.details:
        outcome.details = choices.keep_back(outcome.details, missed)
    return kept, {
        "share": list(definition.approval_quorum),
        "of": electorate,
        "needed": Quorum(definition.approval_quorum, electorate, 0).needed,
        "missed": missed,
    }


def _moot(tie: Tie, short: AbstractSet[str]) -> bool:
    """An open tie for the last places among options none of which has the approval quorum."""
    return tie.chosen is None and tie.at == RESULT and set(tie.options) <= short


def _status(outcome: Outcome, winners: Sequence[int], order: Order, quorum: Quorum | None) -> str:
    if quorum is not None and not quorum.met:
        return NO_QUORUM
    if any(tie.chosen is None for tie in order.ties):
        return TIED
    if outcome.status is not None:
        return outcome.status
    return DECIDED if winners else NO_WINNER
