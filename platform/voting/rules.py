"""Who may vote, draw up, publish and count an election, and what stage it is in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from consultations import rules as consultations
from consultations.models import (
    Activity,
    ActivityKind,
    Consultation,
    ConsultationState,
    Eligibility,
)
from consultations.rules import Window
from journeys.models import Status
from kernel import clock, keys, rules
from kernel.formats import money
from kernel.i18n import N_, NN_, _, ngettext
from kernel.rules import HIDDEN, LOGIN, Denied, Kind, Visitor, closed
from notifications.rules import sentence
from voting.counting import definition as counting
from voting.counting.results import NO_QUORUM, restore
from voting.explaining.drawing import rule_sentences
from voting.explaining.headline import Outcome, headline
from voting.explaining.methods import METHODS
from voting.explaining.result import explain
from voting.models import (
    Custodian,
    Election,
    ElectionState,
    Option,
    Paper,
    RollKind,
    Secrecy,
)

#: fewer ballots than this: nobody is told how many, nor how they fell (DESIGN §5)
SMALL = 10


class Reason(rules.Reason):
    FROZEN = N_("Bu oylama yayımlandı. Soru, seçenekler ve kurallar artık değişmez.")
    NOT_PUBLISHED = N_("Önce danışma yayımlanmalı.")
    NO_WINDOW = N_("Önce bu adımın açılış ve kapanış zamanı belirlenmeli.")
    TOO_LATE = N_("Bu adımın süresi doldu. Oylama ancak süresi dolmadan yayımlanabilir.")
    COUNTING = N_("Oylama bitti. Oylar sayılıyor.")
    COUNTED = N_("Oylama bitti ve sayıldı.")
    CANCELLED = N_("Bu oylama yapılmadı: danışma, oylama bitmeden sona erdi.")
    STILL_OPEN = N_("Oylar ancak oylama bitince sayılır.")
    NO_TIE = N_("Karara bağlanacak bir eşitlik yok.")
    CLOSED = N_("Sandık zaten kapandı.")
    SETTLED = N_("Sandık sonuçları zaten tamamlandı.")
    KEY_THERE = N_("Önce sandık tamamlanmalı ve oyları kişilerden ayıran anahtar yok edilmeli.")
    SEEDED = N_("Kura sayısı zaten girildi; değiştirilemez.")
    NO_SEED = N_("Önce herkesin önünde çekilen kura sayısı girilmeli.")
    KEY_GIVEN = N_("Anahtarınızı zaten verdiniz.")
    NO_ENVELOPE = N_("Zarfınız henüz hazır değil: üç emanetçinin de anahtarını vermesi gerekir.")
    BROUGHT = N_("Anahtar yarılarınızı zaten getirdiniz.")
    NOT_RUNNING = N_("Oylamanın sonu ancak oylama sürerken değiştirilebilir.")
    BEGUN = N_("Deneme yalnızca oylama açılmadan önce yapılır. Deneme oyları silindi.")
    NOT_WHOLE = N_("Deneme için önce seçenekler ve kural tamamlanmalı.")
    NEEDS_CODE = N_("Bu oylamada kâğıttaki kodla oy verilir. Oylamanın sayfasında kodunuzu yazın.")
    LOG_WHOLE = N_("Bu oylamanın günlüğü tamamlandı; yeni bir günlük başı çıkmayacak.")
    OLD_LINK = N_(
        "Bağlantının süresi dolmuş ya da adresin bir bölümü eksik olabilir. E-postadaki "
        "bağlantının tamamını açın; yine olmazsa oylamanın dosyaları sayfasından durdurun."
    )
    NOT_VOTED = N_("Bu oylamada sizin adınıza verilmiş bir oy yok.")


class Stage(StrEnum):
    """What an election is at this moment; computed from its decisions and the clock."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    CANCELLED = "cancelled"


class Cast(Protocol):
    """What the receipt's rule reads."""

    @property
    def stage(self) -> Stage: ...
    @property
    def voted(self) -> bool: ...


def stage_of(
    state: ElectionState,
    consultation: ConsultationState,
    ended_at: datetime | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> Stage:
    """The same for rows of a list, which are not entities."""
    if state is not ElectionState.FROZEN:
        return Stage(state.value)
    stopped = consultation in consultations.STOPPED
    if stopped and (closes_at is None or ended_at is None or ended_at < closes_at):
        return Stage.CANCELLED
    if closes_at is not None and now >= closes_at:
        return Stage.COUNTING
    return Stage.UPCOMING if opens_at is None or now < opens_at else Stage.OPEN


def stage(election: Election, now: datetime | None = None) -> Stage:
    """`election.activity.consultation` must be loaded."""
    activity = election.activity
    return stage_of(
        election.state,
        activity.consultation.state,
        activity.consultation.ended_at,
        activity.opens_at,
        activity.closes_at,
        now or clock.now(),
    )


def days_left(activity: Activity) -> int:
    """Whole days until the last one; 0 on it and after."""
    last = clock.last_day(activity.closes_at or clock.now())
    return max(0, clock.days_until(last))


# --- the public ---------------------------------------------------------------------------------


def see(visitor: Visitor, election: Election) -> Denied | None:
    """From its publication on it is for everybody; the draft is on the officer's desk only."""
    return HIDDEN if election.state is ElectionState.DRAFT else None


def eligible(visitor: Visitor, activity: Activity) -> Denied | None:
    """Whatever the clock says. A vote hangs on a proof: a confirmed address is the least."""
    if activity.eligibility is Eligibility.EVERYONE:
        return rules.confirmed(visitor)
    return consultations.eligible(visitor, activity)


OVER: dict[Stage, Reason] = {
    Stage.COUNTING: Reason.COUNTING,
    Stage.COUNTED: Reason.COUNTED,
    Stage.CANCELLED: Reason.CANCELLED,
}


def is_open(visitor: Visitor, election: Election) -> Denied | None:
    now_at = stage(election)
    if now_at is Stage.DRAFT:
        return HIDDEN
    if now_at in OVER:
        return closed(OVER[now_at])
    return consultations.is_open(visitor, election.activity)


def may_vote(visitor: Visitor, election: Election) -> Denied | None:
    """Whatever the clock says: by an account, or by what this browser was given (`tickets`)."""
    if election.id in visitor.tickets:
        return None
    if election.roll is RollKind.CODES:
        return Denied(Kind.ROLE, Reason.NEEDS_CODE)
    return eligible(visitor, election.activity)


def cast(visitor: Visitor, election: Election) -> Denied | None:
    return is_open(visitor, election) or may_vote(visitor, election)


def enter(visitor: Visitor, election: Election) -> Denied | None:
    """A paper may be filled in before signing in; `cast` asks who it is."""
    denied = cast(visitor, election)
    return None if denied is not None and denied.kind is Kind.LOGIN else denied


def receipt(visitor: Visitor, vote: Cast) -> Denied | None:
    """Shown again to whoever has voted, as often as they like."""
    if vote.stage is Stage.DRAFT:
        return HIDDEN
    if vote.voted:
        return None
    return closed(Reason.NOT_VOTED) if visitor.signed_in or visitor.tickets else LOGIN


def watch_heads(visitor: Visitor, election: Election) -> Denied | None:
    """Tree heads by mail, to a confirmed address, as long as the log grows."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    over = election.settled_at is not None or stage(election) in (Stage.COUNTED, Stage.CANCELLED)
    return closed(Reason.LOG_WHOLE) if over else rules.confirmed(visitor)


def unwatch_heads(visitor: Visitor, election: Election) -> Denied | None:
    return see(visitor, election) or rules.signed_in(visitor, election)


class Watcher(Protocol):
    """What the link of such a mail names."""

    @property
    def person_id(self) -> int | None: ...


def stop_heads(visitor: Visitor, watching: Watcher) -> Denied | None:
    """Whoever reads the mailbox may press the button, signed in or not."""
    return rules.old_link(Reason.OLD_LINK) if watching.person_id is None else None


# --- the officer --------------------------------------------------------------------------------


def draw_up(visitor: Visitor, activity: Activity) -> Denied | None:
    """Freely until it is published; then never again."""
    if activity.kind is not ActivityKind.VOTE:
        return HIDDEN
    if activity.endpoint:
        return closed(Reason.FROZEN)
    if activity.consultation.state in consultations.STOPPED:
        return closed(consultations.Reason.NOT_RUNNING)
    return consultations.manage(visitor, activity.consultation)


def change(visitor: Visitor, election: Election) -> Denied | None:
    """Options of the draft; its review page."""
    return draw_up(visitor, election.activity)


def change_option(visitor: Visitor, option: Option) -> Denied | None:
    return change(visitor, option.election)


def freeze(visitor: Visitor, election: Election) -> Denied | None:
    """Whoever comes after the opening is not too late: nobody can have voted yet."""
    return change(visitor, election) or timely(election.activity)


def timely(activity: Activity) -> Denied | None:
    consultation: Consultation = activity.consultation
    if consultation.state is ConsultationState.DRAFT:
        return closed(Reason.NOT_PUBLISHED)
    if activity.opens_at is None or activity.closes_at is None:
        return closed(Reason.NO_WINDOW)
    if consultations.window(activity) is Window.CLOSED:
        return closed(Reason.TOO_LATE)
    return None


def close(visitor: Visitor, election: Election) -> Denied | None:
    """By hand, when the worker is down; never before the end, for nobody."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    now_at = stage(election)
    if now_at in (Stage.COUNTED, Stage.CANCELLED):
        return closed(OVER[now_at])
    if now_at is not Stage.COUNTING:
        return closed(Reason.STILL_OPEN)
    if election.closed_at is not None:
        return closed(Reason.CLOSED)
    return consultations.manage(visitor, election.activity.consultation)


def settle_roll(visitor: Visitor, election: Election) -> Denied | None:
    """Step 1 by hand: where there are polling desks somebody says that their paper is in."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if election.state is ElectionState.CANCELLED:
        return closed(Reason.CANCELLED)
    if election.closed_at is None:
        return closed(Reason.STILL_OPEN)
    if election.settled_at is not None:
        return closed(Reason.SETTLED)
    return consultations.manage(visitor, election.activity.consultation)


def enter_seed(visitor: Visitor, election: Election) -> Denied | None:
    """Step 3: never while anybody could still find out whose ballot is whose."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if election.state is ElectionState.CANCELLED:
        return closed(Reason.CANCELLED)
    if election.key_ended_at is None:
        return closed(Reason.KEY_THERE)
    if election.seed is not None:
        return closed(Reason.SEEDED)
    return consultations.manage(visitor, election.activity.consultation)


def may_open(election: Election) -> Denied | None:
    """Step 4, whoever asks: refused while the tag key or the seed is missing."""
    if election.state in (ElectionState.COUNTED, ElectionState.CANCELLED):
        return closed(OVER[Stage(election.state.value)])
    if election.key_ended_at is None or keys.exists(election.key_name):
        return closed(Reason.KEY_THERE)
    return closed(Reason.NO_SEED) if election.seed is None else None


def visit_custodian(visitor: Visitor, custodian: Custodian) -> Denied | None:
    """The page of the invitation; whoever has the link."""
    return None


def receive_key(visitor: Visitor, custodian: Custodian) -> Denied | None:
    """Until the vote is published."""
    if custodian.election.state is not ElectionState.DRAFT:
        return closed(Reason.FROZEN)
    return closed(Reason.KEY_GIVEN) if custodian.public_key else None


def try_envelope(visitor: Visitor, custodian: Custodian) -> Denied | None:
    return None if custodian.halves else closed(Reason.NO_ENVELOPE)


def bring(visitor: Visitor, custodian: Custodian) -> Denied | None:
    if custodian.brought:
        return closed(Reason.BROUGHT)
    return may_open(custodian.election)


def invite(visitor: Visitor, election: Election) -> Denied | None:
    """Custodians are named on the draft."""
    return change(visitor, election)


def is_draft(election: Election) -> bool:
    return election.state is ElectionState.DRAFT


def trial(visitor: Visitor, election: Election) -> Denied | None:
    """Test ballots: as soon as the draft could be counted, until the vote opens."""
    now_at = stage(election)
    if now_at not in (Stage.DRAFT, Stage.UPCOMING):
        return closed(Reason.BEGUN)
    denied = consultations.manage(visitor, election.activity.consultation)
    if denied is None and not (len(election.options) > 1 and _countable(election)):
        return closed(Reason.NOT_WHOLE)
    return denied


def work(visitor: Visitor, election: Election) -> Denied | None:
    """The officer's page of a published vote."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    return consultations.manage(visitor, election.activity.consultation)


def change_end(visitor: Visitor, election: Election) -> Denied | None:
    """Only while it runs: then nobody can know a count. Closing is final."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if stage(election) is not Stage.OPEN or election.closed_at is not None:
        return closed(Reason.NOT_RUNNING)
    return consultations.manage(visitor, election.activity.consultation)


def invite_again(visitor: Visitor, custodian: Custodian) -> Denied | None:
    """Somebody has lost the mail, or does not come to the opening."""
    election = custodian.election
    if election.state in (ElectionState.COUNTED, ElectionState.CANCELLED):
        return closed(OVER[Stage(election.state.value)])
    return consultations.manage(visitor, election.activity.consultation)


def settle(visitor: Visitor, election: Election) -> Denied | None:
    """Once, and only where the count has declared a tie."""
    if election.state is ElectionState.DRAFT:
        return HIDDEN
    if not result(election).open:
        return closed(Reason.NO_TIE)
    return consultations.manage(visitor, election.activity.consultation)


def definition(election: Election) -> counting.Definition:
    """What was frozen, as the count reads it."""
    return _parsed(election.definition or "{}")


@lru_cache(maxsize=64)
def _parsed(text: str) -> counting.Definition:
    """Read once a process: each ballot asks for it."""
    return counting.parse(json.loads(text))


def counted_part(election: Election) -> dict[str, Any]:
    """What decides the count, as it stands now; frozen with more around it."""
    return {
        "election": str(election.id),
        "question": election.question,
        "consequence": election.consequence,
        "options": [_frozen_option(option) for option in election.options],
        "rule": election.rule,
        "params": dict(election.params),
        "seats": election.seats,
        "quorum": _percent(election.quorum_percent),
        "approval_quorum": _percent(election.approval_quorum_percent),
        "tie": election.tie,
    }


def _frozen_option(option: Option) -> dict[str, Any]:
    return {
        "id": str(option.id),
        "title": option.title,
        "text": option.text,
        "cost": option.cost_kurus,
        "pot": option.pot,
        "groups": option.groups or [],
        "proposal": option.proposal_id,
        **({"photo": option.photo} if option.photo else {}),
    }


def _percent(share: int | None) -> list[int] | None:
    return None if share is None else [share, 100]


def draft_definition(election: Election) -> counting.Definition:
    """Of a draft; BadDefinition where it could not be counted."""
    return counting.parse(counted_part(election))


def trial_definition(election: Election) -> counting.Definition:
    """Without quorums: a handful of test ballots never reaches one."""
    found = counted_part(election)
    return counting.parse({**found, "quorum": None, "approval_quorum": None})


#: with fewer opened ballots than this a ballot could be somebody's (DESIGN §5)
FEW = 50


def publishes_ballots(election: Election) -> bool:
    """Of a counted election: whether its opened ballots are for everybody."""
    if election.secrecy is Secrecy.NAMED:
        return True
    stored = election.result or {}
    counts = stored.get("counts")
    if not election.open_ballots or not counts or merged_pots(stored):
        return False
    return bool(counts["valid"] + counts["blank"] + counts["invalid"] >= FEW)


def merged_pots(stored: Mapping[str, Any]) -> list[str]:
    """Of a stored result: pots in which so few voted that they have no figures of their own."""
    pots = (stored.get("details") or {}).get("pots", ())
    return [name for pot in pots for name in pot.get("merged", ())]


# --- the outcome --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """Who is chosen, and whether that holds. `open` ones are equal: the council decides.

    Several ties may be open, one in each pot; no option stands in two of them.
    """

    valid: bool
    chosen: frozenset[int]
    open: frozenset[int]


def result(election: Election) -> Result:
    """Read from the stored result; without a quorum nothing is chosen."""
    stored: dict[str, Any] = election.result or {}
    if stored.get("status") == NO_QUORUM:
        return Result(False, frozenset(), frozenset())
    winners = _ids(stored.get("winners", ())).union(_ids(stored.get("settled", ())))
    equal = [name for tie in open_ties(stored) for name in tie["options"]]
    return Result(True, winners, _ids(equal))


def open_ties(stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Of a stored result: each {"at", "options", "places", …} that nobody has decided."""
    return [tie for tie in _undecided(stored) if not _settled_of(stored, tie)]


def settled_ties(stored: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[str]]]:
    """Those that the council has decided, each with the options it chose."""
    found = [(tie, _settled_of(stored, tie)) for tie in _undecided(stored)]
    return [(tie, chosen) for tie, chosen in found if chosen]


def _undecided(stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Ties that the count left open."""
    return [tie for tie in stored.get("ties", ()) if tie["chosen"] is None]


def _settled_of(stored: Mapping[str, Any], tie: Mapping[str, Any]) -> list[str]:
    return [name for name in stored.get("settled", ()) if name in tie["options"]]


def _ids(names: Sequence[str]) -> frozenset[int]:
    """The count names options by texts."""
    return frozenset(int(name) for name in names)


@dataclass(frozen=True)
class Score:
    """`rank` is shared by equal ones: 1, 2, 2, 4."""

    option: int
    votes: int
    rank: int


@dataclass(frozen=True)
class Figures:
    """What the result page shows; no figures when `small`."""

    small: bool
    eligible: int
    places: int
    quorum: Mapping[str, Any] | None
    voters: int = 0
    ballots: int = 0
    blank: int = 0
    superseded: int = 0
    #: marks on all ballots
    choices: int = 0
    scores: Sequence[Score] = ()


def figures(election: Election) -> Figures | None:
    """Of the stored result."""
    stored = election.result
    if stored is None:
        return None
    quorum = stored["quorum"]
    shown = {
        "eligible": stored["eligible"],
        "places": sum(tie["places"] for tie in open_ties(stored)),
        "quorum": quorum and {"percent": quorum["share"][0], **quorum},
    }
    if stored["small"]:
        return Figures(small=True, **shown)
    counts = stored["counts"]
    return Figures(
        small=False,
        **shown,
        voters=stored["voters"],
        ballots=counts["valid"] + counts["blank"] + counts["invalid"],
        blank=counts["blank"],
        superseded=counts["superseded"],
        choices=sum((stored["scores"] or {}).values()),
        scores=_scores(stored["ranking"], stored["scores"] or {}),
    )


def _scores(ranking: Sequence[Sequence[str]], votes: Mapping[str, int]) -> list[Score]:
    scores: list[Score] = []
    for group in ranking:
        rank = len(scores) + 1
        scores += [Score(int(name), votes[name], rank) for name in group if name in votes]
    return scores


def outcome(election: Election) -> str:
    """In one sentence, in the reader's language: the result page's heading."""
    return sentence(*told(election))


def told(election: Election) -> tuple[str, dict[str, Any]]:
    """The outcome as it is kept for the card: a msgid and its facts."""
    if election.state is ElectionState.CANCELLED:
        return N_("Bu oylama yapılmadı."), {}
    found = result(election)
    options = election.options
    return headline(
        Outcome(
            stored=election.result or {},
            titles={str(option.id): option.title for option in options},
            costs={str(option.id): option.cost_kurus or 0 for option in options},
            chosen={str(option_id) for option_id in found.chosen},
            open={str(option_id) for option_id in found.open},
            tie=json.loads(election.definition or "{}").get("tie", counting.COUNCIL),
        )
    )


def why(election: Election) -> list[str]:
    """Why the counted result is as it is; nothing where figures of very few would show."""
    stored = election.result
    if stored is None or stored["small"]:
        return []
    told = explain(restore(definition(election), stored), margin=stored["margin"])
    return [*told.why, *told.ties, *told.flip]


def sentences(election: Election) -> list[str]:
    """The rule as residents read it."""
    method = METHODS[election.rule]
    lines = [
        _how_to_fill(election) or _(method.ballot),
        _(method.summary),
        *rule_sentences(election.rule, election.params, election.seats),
        _(TIE_SENTENCES[election.tie]),
        _(N_("Boş oy verebilirsiniz: katılıma sayılır, hiçbir seçeneğe sayılmaz.")),
        _(N_("Oylama bitene kadar oyunuzu değiştirebilirsiniz; yalnızca son oyunuz sayılır.")),
        _(COMPLAINING, num=COMPLAINT_DAYS),
    ]
    if election.quorum_percent is not None:
        lines.append(_(QUORUM, percent=election.quorum_percent))
    if election.approval_quorum_percent is not None:
        lines.append(_(APPROVAL_QUORUM, percent=election.approval_quorum_percent))
    return lines


def _how_to_fill(election: Election) -> str:
    """The limits of the paper; nothing where the method's own sentence says it."""
    params = election.params
    most = params.get("max_choices", 1 if election.rule == "plurality" else None)
    kind = params.get("ballot", "approval")
    if kind == "choose-1":
        most = 1
    if kind == "cumulative":
        return ngettext(
            "%(num)s puanı projelere dağıtırsınız.",
            "%(num)s puanı projelere dağıtırsınız.",
            params.get("max_sum") or 0,
        )
    if kind == "ordinal" or "max_rank" in params:
        return _ranks(params.get("max_rank") or most)
    marks = "" if most is None else ngettext(*MARKS, most)
    if kind == "knapsack":
        return " ".join([marks, _(BASKET, sum=money(params.get("max_cost") or 0))]).strip()
    return marks


def _ranks(most: int | None) -> str:
    if most is None:
        return ""
    return ngettext(
        "En çok istediğinizden başlayarak bir seçenek yazarsınız.",
        "En çok istediğinizden başlayarak en çok %(num)s seçenek sıralarsınız.",
        most,
    )


MARKS = NN_("Bir seçenek işaretlersiniz.", "En çok %(num)s seçenek işaretlersiniz.")
BASKET = N_("İşaretledikleriniz birlikte en çok %(sum)s tutabilir.")


TIE_SENTENCES = {
    "council": N_("Sınırda eşitlik olursa kura çekilmez; kararı belediye meclisi verir."),
    "lot": N_("Sınırda eşitlik olursa, oylama bittikten sonra herkesin önünde kura çekilir."),
    "declare": N_("Sınırda eşitlik olursa eşitlik ilan edilir; kimse öne geçirilmez."),
}

#: whole days after the one on which the result was published
COMPLAINT_DAYS = 7
COMPLAINING = N_("Sonuca, yayımlandığı günü izleyen %(num)s gün içinde itiraz edebilirsiniz.")
APPROVAL_QUORUM = N_(
    "Bir seçenek, ancak oy kullanabilecekler içinde en az yüzde %(percent)s destek alırsa kazanır."
)
QUORUM = N_(
    "Sonuç, ancak oy kullanabilecekler içinde katılım en az yüzde %(percent)s olursa geçerlidir."
)


# --- drawing up ---------------------------------------------------------------------------------

TOO_FEW = N_("En az iki seçenek gerekir.")
TOO_MANY_SEATS = N_("Kazanacak seçenek sayısı, seçeneklerden az olmalı.")
TOO_MANY_CHOICES = N_("Bir kişinin işaretleyebileceği seçenek sayısı, seçeneklerden çok olamaz.")
TWICE = N_("Aynı adı taşıyan iki seçenek var.")
NO_CONSEQUENCE = N_("Kazanan seçeneğe ne olacağı yazılmamış.")
LEFT = N_("Oylamaya alınmış olmaktan çıkan bir öneri seçenekler arasında duruyor.")


NAMED_PAPER = N_("Adlı oylamada kâğıtla oy verilemez: pusulada ad yazmaz. Birini seçin.")
NO_CUSTODIANS = N_("Sandığın anahtarını saklayacak üç emanetçi henüz belirlenmedi.")
NO_KEYS = N_("Emanetçilerin hepsi anahtarını vermedi; sandığın anahtarı bu yüzden yapılamadı.")
NOT_TRIED = N_("Emanetçilerin hepsi zarfını deneme olarak açmadı.")


NO_COST = N_("Bütçe oylamasında her projenin maliyeti olmalı. Maliyeti yazılmamış proje var.")
TOO_DEAR = N_("Bütün bütçeden pahalı bir proje var; hiçbir sonuçta alınamaz.")
NO_POT = N_("Bir proje, parası tanımlanmamış bir bölüme yazılmış.")
NO_GROUP = N_("Yer ayrılmış bir gruptan hiç seçenek yok.")
NOT_COUNTABLE = N_("Kural ve seçenekler birbirine uymuyor; bu oylama sayılamaz.")
#: budgets give out money, a split divides it: neither fills seats
SEATLESS = frozenset(("proportional-split",))


def missing(election: Election, statuses: Sequence[Status | None]) -> list[str]:
    """What stands between a draft and its publication; `statuses` of its proposals."""
    options, custodians = election.options, election.custodians
    most = election.params.get("max_choices")
    seats = not (election.rule in SEATLESS or "ballot" in election.params)
    problems = {
        TOO_FEW: len(options) < 2,
        TOO_MANY_SEATS: seats and election.seats >= max(2, len(options)),
        TOO_MANY_CHOICES: seats and most is not None and most > max(2, len(options)),
        TWICE: len({option.title for option in options}) < len(options),
        NO_CONSEQUENCE: not election.consequence.strip(),
        **_money_missing(election),
        NO_GROUP: _lacks_group(election),
        # A ballot on paper bears no name that could be published beside it.
        NAMED_PAPER: election.secrecy is Secrecy.NAMED and election.paper is not Paper.NONE,
        LEFT: any(status is not Status.ON_BALLOT for status in statuses),
    }
    if not any(problems.values()):
        problems[NOT_COUNTABLE] = not _countable(election)
    problems |= {
        NO_CUSTODIANS: len(custodians) < 3,
        NO_KEYS: len(custodians) == 3 and election.sealing_key is None,
        NOT_TRIED: election.sealing_key is not None and not all(one.tried_at for one in custodians),
    }
    return [sentence for sentence, wrong in problems.items() if wrong]


def _money_missing(election: Election) -> dict[str, bool]:
    params = election.params
    if "ballot" not in params:
        return {}
    budget, pots = params.get("budget") or 0, dict(params.get("pots") or ())
    return {
        NO_COST: any(not option.cost_kurus for option in election.options),
        TOO_DEAR: any((option.cost_kurus or 0) > budget for option in election.options),
        NO_POT: any(option.pot and option.pot not in pots for option in election.options),
    }


def _lacks_group(election: Election) -> bool:
    declared = {group for option in election.options for group in option.groups or ()}
    return any(name not in declared for name, _places in election.params.get("reserved") or ())


def _countable(election: Election) -> bool:
    try:
        draft_definition(election)
    except counting.BadDefinition:
        return False
    return True


def two_addresses(election: Election) -> bool:
    """Money is decided, and a second e-mail address is a second vote."""
    money = bool(election.params.get("budget")) or any(o.cost_kurus for o in election.options)
    weak = election.activity.eligibility is not Eligibility.RESIDENT
    return money and weak and election.roll is RollKind.PROOFS
