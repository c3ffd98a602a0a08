"""The rule of a vote as residents read it, before they fill in a ballot."""

from kernel.formats import money
from kernel.i18n import N_, NN_, _, ngettext
from voting.explaining.drawing import rule_sentences
from voting.explaining.methods import METHODS
from voting.models import Election


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
