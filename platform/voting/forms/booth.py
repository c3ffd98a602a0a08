"""The two forms of the booth: the paper, and the reviewed choice that is cast.

A choice lives in the voter's page and nowhere else. It is never kept as a draft, never in an
address, a cookie or a database: from page to page it goes as a signed hidden field. So a paper
filled in before signing in survives without JavaScript too (see `resume`).
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from flask import g, request

from kernel import keys, tokens
from kernel.forms import BaseForm, BooleanField, Field, HiddenField
from kernel.i18n import N_, _, lazy
from voting import definitions
from voting.counting.definition import Definition
from voting.forms import marks
from voting.forms.marks import Choice, Marks
from voting.forms.papers import Paper
from voting.models import Election

#: how long the review page stands open
REVIEW = timedelta(hours=1)

TOO_OLD = N_("Gözden geçirme sayfası çok uzun süre açık kaldı. Seçiminizi yeniden yapın.")

#: buttons that change the paper on the server, each with the id of an option
VERBS = (marks.UP, marks.DOWN, marks.ADD, marks.DROP, marks.MORE, marks.LESS)


def voter_key(election_id: int) -> int | str | None:
    """Whose paper it is: an account's, a ticket's (a code, somebody helped), or nobody's yet."""
    ticket = g.visitor.tickets.get(election_id)
    if ticket is None:
        found: int | None = g.visitor.id
        return found
    return keys.derived("ticket", f"{ticket.tag}:{ticket.person_id}", length=16)


@dataclass(frozen=True)
class Sealed:
    """What stood on the review page. `nonce`: the same page sent twice is one ballot."""

    choice: Choice
    nonce: str


def seal(election: Election, choice: Choice) -> str:
    """The choice, signed for this person, or for nobody yet; it lives in the page alone."""
    return tokens.sign(
        "ballot",
        REVIEW,
        election=election.id,
        person=voter_key(election.id),
        choice=choice,
        nonce=secrets.token_hex(16),
    )


def _unsealed(token: str | None, election_id: int, *, unsigned: bool = False) -> Sealed | None:
    """Nothing to anybody but the voter who sealed it, and for this election alone.

    `unsigned`: also what was sealed before signing in; that fills a paper and is never cast.
    """
    facts = tokens.read("ballot", token or "")
    if facts is None or facts.get("election") != election_id:
        return None
    owners = {voter_key(election_id)} | ({None} if unsigned else set())
    if facts.get("person") not in owners:
        return None
    return Sealed(facts["choice"], facts["nonce"])


class BallotForm(BaseForm):
    """The first step: a filled paper, or the explicit blank vote."""

    KEEP: ClassVar[bool] = False

    blank = BooleanField()
    #: from the review page, to change the choice once more
    back = BooleanField()
    #: to see what is left, without JavaScript
    recount = BooleanField()
    token = HiddenField()
    #: of the order of the options, for whoever has not signed in
    order = HiddenField()
    #: holds the errors of the paper, whose fields `marks.read` takes
    choice = Field(lazy("Seçenekler"))

    paper: Paper
    marks = Marks()
    election_id = 0
    #: options that an error is about
    about: frozenset[str] = frozenset()
    #: the button that changed the paper: (verb, option)
    pressed: tuple[str, str] | None = None
    #: the paper is shown again and not reviewed
    stays = False

    @property
    def answer(self) -> Choice:
        return marks.choice_of(self.paper, Marks() if self.blank.data else self.marks)

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if not good or self.blank.data:
            return good
        self.stays = self._change()
        if self.stays:
            return True
        found = marks.faults(self.paper, self.marks)
        self.choice.errors = [fault.sentence for fault in found]
        self.about = frozenset().union(*(fault.about for fault in found))
        return not found

    def _change(self) -> bool:
        if self.back.data:
            self.fill(self.token.data)
            return True
        for verb in VERBS:
            if name := request.form.get(verb):
                self.pressed = (verb, name)
                self.marks = marks.moved(self.paper, self.marks, verb, name)
                return True
        return bool(self.recount.data)

    def fill(self, token: str | None) -> None:
        found = _unsealed(token, self.election_id, unsigned=True)
        self.marks = marks.marks_of(self.paper, found.choice) if found else Marks()


def ballot(election: Election, definition: Definition | None = None) -> BallotForm:
    """`definition` of a draft that is tried out; otherwise the frozen one."""
    form = BallotForm()
    form.paper = Paper(definition or definitions.definition(election))
    form.election_id = election.id
    form.choice.label.text = election.question
    form.order.data = _seed(election, form.order.data)
    if request.method == "POST":
        form.marks = marks.read(form.paper, request.form)
    return form


def _seed(election: Election, sent: str | None) -> str:
    """Of the order: the same for one person at every visit, for a visitor on every page."""
    if (voter := voter_key(election.id)) is not None:
        return keys.derived("ballot-order", f"{election.id}:{voter}", length=16)
    return sent if sent and re.fullmatch("[0-9a-f]{32}", sent) else secrets.token_hex(16)


def trial(election: Election) -> BallotForm:
    return ballot(election, definitions.trial_definition(election))


class ResumeForm(BaseForm):
    """Fills the paper after signing in.

    Signing in renews the session, so the page that waited has no valid CSRF value any more. None
    is asked for: nothing is stored, and the paper is only shown for the voter to go on with.
    """

    KEEP: ClassVar[bool] = False

    token = HiddenField()


def resume(_election: Election) -> ResumeForm:
    return ResumeForm()


class ConfirmForm(BaseForm):
    """The last step: exactly what was reviewed."""

    KEEP: ClassVar[bool] = False

    token = HiddenField()
    election_id = 0
    sealed = Sealed([], "")

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if voter_key(self.election_id) is None:
            return good  # signed out meanwhile: the view asks to sign in, and keeps the page
        found = _unsealed(self.token.data, self.election_id)
        if found is None:
            self.form_errors.append(_(TOO_OLD))
            return False
        self.sealed = found
        return good


def confirm(election: Election) -> ConfirmForm:
    form = ConfirmForm()
    form.election_id = election.id
    return form
