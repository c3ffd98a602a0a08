"""Which status may follow which, who may follow, and the stations of a proposal's trace."""

from enum import StrEnum

from journeys.models import Journey, Kind, Status
from kernel.i18n import N_
from kernel.rules import Denied, Visitor, signed_in

S = Status
#: what an official answer can say about a proposal
ANSWERS = frozenset({S.ACCEPTED, S.PARTLY, S.REFUSED, S.FORWARDED, S.POSTPONED, S.HANDED_OVER})
#: before the gates have said what becomes of a proposal
UNDECIDED = (S.PUBLISHED, S.ASSESSING)

#: from -> to. An answer may follow an answer: a corrected version was published.
MOVES: dict[Kind, dict[Status, frozenset[Status]]] = {
    Kind.PROPOSAL: {
        S.PUBLISHED: ANSWERS | {S.ASSESSING, S.ON_BALLOT, S.WITHDRAWN, S.MERGED},
        S.ASSESSING: ANSWERS | {S.ON_BALLOT, S.WITHDRAWN, S.MERGED},
        # Back to "published" when the vote was cancelled; nobody withdraws from a ballot.
        S.ON_BALLOT: frozenset({S.CHOSEN, S.NOT_CHOSEN, S.PUBLISHED}),
        S.CHOSEN: ANSWERS | {S.ON_ROADMAP},
        S.NOT_CHOSEN: ANSWERS,
        S.ACCEPTED: ANSWERS | {S.ON_ROADMAP},
        S.PARTLY: ANSWERS | {S.ON_ROADMAP},
        # On the ballot after all: an objection was right, or the day it was put off to has come.
        S.REFUSED: ANSWERS | {S.ON_BALLOT},
        S.FORWARDED: ANSWERS | {S.ON_BALLOT},
        S.HANDED_OVER: ANSWERS | {S.ON_BALLOT},
        S.POSTPONED: ANSWERS | {S.ASSESSING, S.ON_BALLOT},
        S.ON_ROADMAP: frozenset({S.COMPLETED, S.CANCELLED}),
        S.CANCELLED: ANSWERS | {S.ON_ROADMAP},
        S.COMPLETED: frozenset(),
        S.WITHDRAWN: frozenset(),
        S.MERGED: frozenset(),
    },
    Kind.CONSULTATION: {
        S.OPEN: frozenset({S.ENDED_EARLY, S.WITHDRAWN, S.ANSWERED}),
        S.ENDED_EARLY: frozenset({S.ANSWERED}),
        S.WITHDRAWN: frozenset({S.ANSWERED}),
        S.ANSWERED: frozenset({S.ANSWERED, S.ON_ROADMAP, S.COMPLETED}),
        # What grew from it: a corrected answer does not take the actions back.
        S.ON_ROADMAP: frozenset({S.COMPLETED, S.CANCELLED}),
        S.COMPLETED: frozenset({S.ON_ROADMAP}),
        S.CANCELLED: frozenset({S.ON_ROADMAP, S.COMPLETED}),
    },
    Kind.ACTION: {
        S.PLANNED: frozenset({S.STARTED, S.POSTPONED, S.COMPLETED, S.CANCELLED}),
        S.STARTED: frozenset({S.POSTPONED, S.COMPLETED, S.CANCELLED}),
        S.POSTPONED: frozenset({S.PLANNED, S.STARTED, S.COMPLETED, S.CANCELLED}),
        S.COMPLETED: frozenset(),
        S.CANCELLED: frozenset(),
    },
    Kind.COUNCIL_OPINION: {
        S.ADOPTED: frozenset({S.SUBMITTED}),
        S.SUBMITTED: frozenset({S.ON_AGENDA}),
        S.ON_AGENDA: frozenset({S.IN_COMMITTEE, S.DECIDED}),
        S.IN_COMMITTEE: frozenset({S.DECIDED}),
        # What the council decided is told to the kent konseyi: that is the answer.
        S.DECIDED: frozenset({S.ANSWERED}),
        S.ANSWERED: frozenset({S.ANSWERED}),
    },
    Kind.AGENDA_ITEM: {
        S.ON_AGENDA: frozenset({S.IN_COMMITTEE, S.DECIDED, S.ANSWERED}),
        S.IN_COMMITTEE: frozenset({S.DECIDED, S.ANSWERED}),
        # The answer is to what residents said; it may come before or after the decision.
        S.DECIDED: frozenset({S.ANSWERED}),
        S.ANSWERED: frozenset({S.IN_COMMITTEE, S.DECIDED, S.ANSWERED}),
    },
}

#: what followers read; the subject stands above it
NEWS: dict[tuple[Kind, Status], str] = {
    (Kind.PROPOSAL, S.PUBLISHED): N_("Öneri yeniden yayında; oylama yapılmadı."),
    (Kind.PROPOSAL, S.ASSESSING): N_("Öneri teknik değerlendirmede; birimler inceliyor."),
    (Kind.PROPOSAL, S.ON_BALLOT): N_("Öneri oylamaya giriyor."),
    (Kind.PROPOSAL, S.REFUSED): N_("Öneri uygun bulunmadı."),
    (Kind.PROPOSAL, S.CHOSEN): N_("Öneri oylamada seçildi. Sırada belediyenin yanıtı var."),
    (Kind.PROPOSAL, S.NOT_CHOSEN): N_("Öneri bu dönem seçilmedi."),
    (Kind.PROPOSAL, S.ACCEPTED): N_("Öneri kabul edildi."),
    (Kind.PROPOSAL, S.PARTLY): N_("Öneri kısmen kabul edildi."),
    (Kind.PROPOSAL, S.FORWARDED): N_("Öneri başka bir kuruma iletildi."),
    (Kind.PROPOSAL, S.POSTPONED): N_("Öneri ertelendi."),
    (Kind.PROPOSAL, S.HANDED_OVER): N_(
        "Öneri, istek ya da şikâyet olarak çözüm masasına iletildi."
    ),
    (Kind.PROPOSAL, S.WITHDRAWN): N_("Öneriyi yazan geri çekti."),
    (Kind.PROPOSAL, S.MERGED): N_("Öneri başka bir öneriyle birleştirildi."),
    (Kind.PROPOSAL, S.ON_ROADMAP): N_("Öneri yol haritasına girdi."),
    (Kind.PROPOSAL, S.COMPLETED): N_("Bu öneriden doğan eylem tamamlandı."),
    (Kind.PROPOSAL, S.CANCELLED): N_("Bu öneriden doğan eylem iptal edildi."),
    (Kind.CONSULTATION, S.ENDED_EARLY): N_("Danışma erken bitirildi. Yanıt borcu sürüyor."),
    (Kind.CONSULTATION, S.WITHDRAWN): N_("Danışma geri çekildi. Yanıt borcu sürüyor."),
    (Kind.CONSULTATION, S.ANSWERED): N_("Belediye bu danışmayı yanıtladı."),
    (Kind.CONSULTATION, S.ON_ROADMAP): N_("Bu danışmadan doğan eylemler yol haritasında."),
    (Kind.CONSULTATION, S.COMPLETED): N_("Bu danışmadan doğan bütün eylemler tamamlandı."),
    (Kind.CONSULTATION, S.CANCELLED): N_("Bu danışmadan doğan eylemler iptal edildi."),
    (Kind.ACTION, S.PLANNED): N_("Ertelenen eylem yeniden planlandı."),
    (Kind.ACTION, S.STARTED): N_("Eylem başladı."),
    (Kind.ACTION, S.POSTPONED): N_("Eylem ertelendi."),
    (Kind.ACTION, S.COMPLETED): N_("Eylem tamamlandı."),
    (Kind.ACTION, S.CANCELLED): N_("Eylem iptal edildi."),
    (Kind.COUNCIL_OPINION, S.SUBMITTED): N_("Kent konseyinin görüşü belediyeye sunuldu."),
    (Kind.COUNCIL_OPINION, S.ON_AGENDA): N_("Kent konseyinin görüşü meclis gündemine alındı."),
    (Kind.COUNCIL_OPINION, S.IN_COMMITTEE): N_("Kent konseyinin görüşü komisyona gönderildi."),
    (Kind.COUNCIL_OPINION, S.DECIDED): N_(
        "Belediye meclisi kent konseyinin görüşünü karara bağladı."
    ),
    (Kind.COUNCIL_OPINION, S.ANSWERED): N_("Meclis kararı kent konseyine bildirildi."),
    (Kind.AGENDA_ITEM, S.IN_COMMITTEE): N_("Gündem maddesi komisyona gönderildi."),
    (Kind.AGENDA_ITEM, S.DECIDED): N_("Belediye meclisi bu maddeyi karara bağladı."),
    (Kind.AGENDA_ITEM, S.ANSWERED): N_("Belediye, bu maddeye söylenenleri yanıtladı."),
}


def may_move(kind: Kind, status: Status, to: Status) -> bool:
    return to in MOVES[kind].get(status, frozenset())


def follow(visitor: Visitor, journey: Journey) -> Denied | None:
    return signed_in(visitor, journey)


def unfollow(visitor: Visitor, journey: Journey) -> Denied | None:
    return signed_in(visitor, journey)


# --- the trace ----------------------------------------------------------------------------------


class Station(StrEnum):
    PROMISE = "promise"
    PROPOSAL = "proposal"
    VOTE = "vote"
    ANSWER = "answer"
    ACTION = "action"


STATION_LABELS: dict[Station, str] = {
    Station.PROMISE: N_("Söz"),
    Station.PROPOSAL: N_("Öneri"),
    Station.VOTE: N_("Oylama"),
    Station.ANSWER: N_("Yanıt"),
    Station.ACTION: N_("Eylem"),
}

_AFTER_ACCEPTANCE = {S.ACCEPTED: "next", S.PARTLY: "next", S.ON_ROADMAP: "now", S.COMPLETED: "done"}
_ANSWERED = ANSWERS | {S.ON_ROADMAP, S.COMPLETED, S.CANCELLED}


def stations(
    status: Status, *, voted: bool, has_vote: bool, duty_state: str | None
) -> dict[Station, str]:
    """State of each station of a proposal: done, now, late, next or skip.

    `voted`: a vote decided about it. `has_vote`: its consultation has one. `duty_state`: what
    `answers.rules.state` says of its answer. Page, list and mail ask this one function.
    """
    if status in (S.WITHDRAWN, S.MERGED):
        rest = (Station.VOTE, Station.ANSWER, Station.ACTION)
        return {Station.PROMISE: "done", Station.PROPOSAL: "done", **dict.fromkeys(rest, "skip")}
    answer = _answer(status, has_vote=has_vote, duty_state=duty_state)
    early = status in UNDECIDED and answer == "next"
    return {
        Station.PROMISE: "done",
        Station.PROPOSAL: "now" if early else "done",
        Station.VOTE: _vote(status, voted=voted, has_vote=has_vote),
        Station.ANSWER: answer,
        Station.ACTION: _action(status),
    }


def _vote(status: Status, *, voted: bool, has_vote: bool) -> str:
    if status is S.ON_BALLOT:
        return "now"
    if voted or status in (S.CHOSEN, S.NOT_CHOSEN):
        return "done"
    return "next" if has_vote and status in UNDECIDED else "skip"


def _answer(status: Status, *, has_vote: bool, duty_state: str | None) -> str:
    if duty_state == "overdue":
        return "late"
    if status in _ANSWERED and duty_state != "waiting":
        return "done"
    return "now" if status in (S.CHOSEN, S.NOT_CHOSEN) else "next"


def _action(status: Status) -> str:
    if status in (*UNDECIDED, S.ON_BALLOT, S.CHOSEN):
        return "next"
    return _AFTER_ACCEPTANCE.get(status, "skip")


def here(states: dict[Station, str]) -> Station:
    """The station a short line names: where it is now, or else the last one reached."""
    for wanted in (("late", "now"), ("done",)):
        found = [station for station, state in states.items() if state in wanted]
        if found:
            return found[-1]
    return Station.PROPOSAL
