"""What a draft still lacks before it can be published, and what its officer is warned of."""

from collections.abc import Sequence

from consultations.models import Eligibility
from journeys.models import Status
from kernel.i18n import N_
from voting.counting import definition as counting
from voting.counting.definition import LOT
from voting.definitions import draft_definition
from voting.models import Election, Paper, RollKind, Secrecy
from voting.plan import by_lot_alone

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
BY_LOT = N_(
    "Bu kuralda eşitlik, sayımın ortasında da çıkabilir; sonrası kime sıra geldiğine bağlıdır. "
    "Bu yüzden eşitliği yalnızca kura bozar."
)
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
        BY_LOT: election.tie != LOT and by_lot_alone(election.rule, election.params),
        # A ballot on paper bears no name that could be published beside it.
        NAMED_PAPER: election.secrecy is Secrecy.NAMED and election.paper is not Paper.NONE,
        LEFT: any(status is not Status.ON_BALLOT for status in statuses),
    }
    if not any(problems.values()):
        problems[NOT_COUNTABLE] = not countable(election)
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


def countable(election: Election) -> bool:
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
