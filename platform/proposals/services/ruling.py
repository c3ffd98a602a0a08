"""A decision at a gate, in one piece from the form to the service."""

from dataclasses import dataclass
from datetime import date

from journeys.models import Status
from kernel.text import first_sentence, plain


@dataclass(frozen=True)
class Ruling:
    """What is decided, who signs it, and what everybody reads about it."""

    outcome: Status
    office: str
    unit_id: int | None = None
    reason: str = ""
    reason_html: str = ""
    summary: str = ""
    checks: tuple[str, ...] = ()
    feasibility: str = ""
    cost_kurus: int | None = None
    legal_basis: str = ""
    conditions: str = ""
    #: forwarded: to whom, by which letter
    body: str = ""
    letter_number: str = ""
    until_on: date | None = None
    same_as_id: int | None = None
    desk_number: str = ""

    @property
    def one_sentence(self) -> str:
        """The head of the answer."""
        return (self.summary or first_sentence(plain(self.reason, 390)))[:400]


#: what is kept with the decision as it is
KEPT = (
    *("outcome", "office", "unit_id", "reason", "feasibility", "cost_kurus", "legal_basis"),
    *("conditions", "body", "letter_number", "until_on", "same_as_id", "desk_number"),
)
