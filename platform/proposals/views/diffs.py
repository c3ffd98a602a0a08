"""What each edit of a proposal changed, who made it and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from kernel.diffs import Run, runs, words
from kernel.i18n import _
from proposals.models import Amendment, Proposal, ProposalVersion, VersionCause


@dataclass(frozen=True)
class Change:
    """`title` is nothing where it stayed; `problem` and `body` are paragraphs."""

    title: Markup | None
    problem: list[Run]
    body: list[Run]


@dataclass(frozen=True)
class Edit:
    """A change that was made."""

    number: int
    at: datetime
    who: str
    reason: str
    amendment_id: int | None
    change: Change


def edits(versions: Sequence[ProposalVersion], now: Proposal) -> list[Edit]:
    """The latest first; each version against the one that replaced it."""
    texts: list[Proposal | ProposalVersion] = [*versions, now]
    found = [
        Edit(
            number,
            old.replaced_at,
            _who(old, now),
            old.reason,
            old.amendment_id,
            _change((old.title, old.problem, old.body), (new.title, new.problem, new.body)),
        )
        for number, (old, new) in enumerate(zip(versions, texts[1:], strict=True), 1)
    ]
    return found[::-1]


def _who(version: ProposalVersion, proposal: Proposal) -> str:
    """An organisation's people stay unnamed, as does the clerk of an office."""
    if version.cause is VersionCause.OFFICE:
        return _("belediye düzenledi")
    if version.cause is VersionCause.AMENDMENT:
        amender = version.amendment.author.name if version.amendment else ""
        return _("%(name)s önerdi, yazarı kabul etti", name=amender or _("silinmiş hesap"))
    if proposal.organisation is not None:
        return _("%(name)s düzenledi", name=proposal.organisation.name)
    return _("%(name)s düzenledi", name=proposal.author.name or _("silinmiş hesap"))


def proposed(amendment: Amendment) -> Change:
    return _change(_base(amendment), (amendment.title, amendment.problem, amendment.body))


def since(amendment: Amendment) -> Change:
    """What its proposal became after the amendment was written."""
    now = amendment.proposal
    return _change(_base(amendment), (now.title, now.problem, now.body))


Words = tuple[str, str, str]


def _base(amendment: Amendment) -> Words:
    return (amendment.base_title, amendment.base_problem, amendment.base_body)


def _change(before: Words, after: Words) -> Change:
    title = None if before[0] == after[0] else words(before[0], after[0])
    return Change(title, _parts(before[1], after[1]), _parts(before[2], after[2]))


def _parts(before: str, after: str) -> list[Run]:
    return [] if before == after else runs(before, after)
