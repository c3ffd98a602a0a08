"""Birleştirme onayı: proposing, answering, undoing; the officers' page of pairs and merges."""

from flask import Response, flash, g, render_template, request, url_for

from consultations import rules as consultations
from kernel.crumbs import under_desk
from kernel.http import allow, see_other
from kernel.i18n import _
from kernel.ids import as_id
from proposals import joining, kin_forms, queries, rules, services
from proposals.kin_forms import LinkForm, MergeForm, RefuseMergeForm
from proposals.kinship import CHOSEN, MERGE_LABELS, Consent, LinkKind, Merge, MergeState
from proposals.models import Proposal
from proposals.queries import kin, merging
from proposals.queries.kin import Pair
from proposals.queries.shown import Shown
from proposals.views.blueprint import bp

#: the kind of the macro `status()`
KINDS: dict[MergeState, str] = {
    MergeState.PROPOSED: "wait",
    MergeState.AGREED: "merged",
    MergeState.REFUSED: "no",
    MergeState.UNDONE: "draft",
    MergeState.EXPIRED: "late",
}
#: likeness in per cent from which a pair is shown; lower ones by ?en_az=
ALIKE = 36


def _desk_crumbs() -> list[tuple[str, str]]:
    return under_desk((_("Benzer öneriler"), url_for(".kin_list")))


@bp.get("/<slug>/masa/benzer-oneriler")
@allow(joining.kin_list)
def kin_list() -> str:
    """Pairs that look alike, merges that wait, merges that are over."""
    town, askers = g.municipality.id, consultations.askers(g.visitor, g.municipality.id)
    merges = merging.list_merges(town, consultations.reviewed(g.visitor, town))
    raw = request.args.get("en_az", "")
    least = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else ALIKE
    return render_template(
        "proposals/kin_list.html",
        pairs=kin.list_pairs(town, askers, at_least=least),
        merges=[(row, joining.merge_state(row)) for row in merges],  # type: ignore[arg-type]
        kinds=KINDS,
        labels=MERGE_LABELS,
        crumbs=under_desk(),
    )


def propose_page(proposal: Proposal, form: MergeForm) -> str:
    return render_template(
        "proposals/merge_propose.html",
        form=form,
        proposal=proposal,
        crumbs=[*_desk_crumbs(), (proposal.title, url_for(".show", proposal_id=proposal.id))],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/birlestir", methods=["GET", "POST"])
@allow(
    joining.propose_merge,
    proposal=queries.get_proposal,
    form=kin_forms.merge,
    page=propose_page,
)
def propose_merge(proposal: Proposal, form: MergeForm) -> Response:
    made = services.propose_merge(
        proposal,
        form.ids,
        by=g.visitor,
        reason=form.reason.data or "",
        days=form.days.data or services.DAYS,
        text=form.joint(),
    )
    flash(_("Yazarların onayı istendi; hepsine e-posta gidiyor."), "good")
    return see_other(".merge", merge_id=made.id)


@bp.get("/<slug>/birlestirmeler/<int:merge_id>")
@allow(joining.see_merge, merge=merging.get_merge)
def merge(merge: Merge) -> str:
    state = joining.merge_state(merge)
    return render_template(
        "proposals/merge.html",
        merge=merge,
        state=state,
        kind=KINDS[state],
        word=_(MERGE_LABELS[state]),
        mine=[part.id for part in joining.my_parts(g.visitor, merge)],
        manages=joining.undo_merge(g.visitor, merge) is None,
        may_agree=joining.agree_to_merge(g.visitor, merge),
        may_refuse=joining.refuse_merge(g.visitor, merge),
        consents=Consent,
        crumbs=_crumbs(merge),
    )


def _crumbs(merge: Merge) -> list[tuple[str, str]]:
    owner = merge.activity.consultation
    return [
        (_("Öneriler"), url_for(".list_all")),
        (owner.title, url_for("consultations.show", consultation_id=owner.id)),
    ]


@bp.post("/<slug>/birlestirmeler/<int:merge_id>/onayla")
@allow(joining.agree_to_merge, merge=merging.get_merge)
def agree_to_merge(merge: Merge) -> Response:
    if not services.agree_to_merge(merge, by=g.visitor):
        flash(_("Onayınız alındı. Öteki yazarlar da onaylarsa öneriler birleşir."), "good")
        return see_other(".merge", merge_id=merge.id)
    flash(_("Bütün yazarlar onayladı; öneriler birleştirildi."), "good")
    return see_other(".show", proposal_id=merging.get_merge(merge.id).target_id)


def refuse_page(merge: Merge, form: RefuseMergeForm) -> str:
    return render_template(
        "proposals/merge_refuse.html",
        merge=merge,
        form=form,
        crumbs=[*_crumbs(merge), (_("Birleştirme onayı"), url_for(".merge", merge_id=merge.id))],
    )


@bp.route("/<slug>/birlestirmeler/<int:merge_id>/reddet", methods=["GET", "POST"])
@allow(
    joining.refuse_merge,
    merge=merging.get_merge,
    form=kin_forms.refuse_merge,
    page=refuse_page,
)
def refuse_merge(merge: Merge, form: RefuseMergeForm) -> Response:
    services.refuse_merge(merge, by=g.visitor, reason=form.reason.data or "")
    flash(_("Birleştirme yapılmayacak; öneriniz olduğu gibi duruyor."))
    return see_other(".merge", merge_id=merge.id)


@bp.post("/<slug>/birlestirmeler/<int:merge_id>/geri-al")
@allow(joining.undo_merge, merge=merging.get_merge)
def undo_merge(merge: Merge) -> Response:
    services.undo_merge(merge, by=g.visitor)
    flash(_("Birleştirme önerisi geri alındı; yazarlara haber veriliyor."))
    return see_other(".kin_list")


# --- pairs and links ----------------------------------------------------------------------------


@bp.post("/<slug>/masa/benzer-oneriler/<int:pair_id>/farkli")
@allow(joining.settle_pair, pair=kin.get_pair)
def settle_pair(pair: Pair) -> Response:
    services.settle_pair(pair.row, by=g.visitor)
    flash(_("Bu iki öneri bir daha benzer diye gösterilmeyecek."))
    return see_other(".kin_list")


def link_page(proposal: Proposal, form: LinkForm) -> str:
    ties = [tie for tie in kin.list_ties(proposal.id) if tie.kind in CHOSEN]
    return render_template(
        "proposals/link.html",
        form=form,
        proposal=proposal,
        ties=ties,
        words={kind: _(label) for kind, label in CHOSEN.items()},
        crumbs=[*_desk_crumbs(), (proposal.title, url_for(".show", proposal_id=proposal.id))],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/bagla", methods=["GET", "POST"])
@allow(joining.link, proposal=queries.get_proposal, form=kin_forms.link, page=link_page)
def link(proposal: Proposal, form: LinkForm) -> Response:
    assert form.other_id is not None
    services.link(proposal, form.other_id, by=g.visitor, kind=LinkKind(form.kind.data))
    flash(_("İki öneri birbirine bağlandı; iki sayfada da görünüyor."), "good")
    return see_other(".show", proposal_id=proposal.id)


@bp.post("/<slug>/oneriler/<int:proposal_id>/bagi-kaldir")
@allow(joining.link, proposal=queries.get_proposal)
def unlink(proposal: Proposal) -> Response:
    other = as_id(request.form.get("other"))
    services.unlink(proposal, other or 0, by=g.visitor)
    flash(_("Bağ kaldırıldı."))
    return see_other(".link", proposal_id=proposal.id)


# --- on the page of a proposal ------------------------------------------------------------------

KIN_HEADINGS: list[tuple[LinkKind, bool]] = [
    (LinkKind.MERGED, True),
    (LinkKind.MERGED, False),
    (LinkKind.SPLIT, True),
    (LinkKind.SPLIT, False),
    (LinkKind.DIFFERS, True),
    (LinkKind.DIFFERS, False),
]


def around(proposal: Shown, *, own: bool, manages: bool) -> dict[str, object]:
    """Ties by kind, and the merge that waits for its author, for `show.html`."""
    ties = kin.list_ties(proposal.id) if proposal.marks.tied else []
    return {
        "kin": {
            f"{kind.value}_{'to' if outgoing else 'from'}": [
                tie for tie in ties if tie.kind is kind and tie.outgoing is outgoing
            ]
            for kind, outgoing in KIN_HEADINGS
        },
        "related": [(tie, _(CHOSEN[tie.kind])) for tie in ties if tie.kind in CHOSEN],
        "waiting_merge": merging.find_waiting_merge(proposal.id) if own or manages else None,
        "kin_may": {
            verb: getattr(joining, verb)(g.visitor, proposal)
            for verb in ("propose_merge", "split", "link")
        },
        **_supports(proposal),
    }


def _supports(proposal: Shown) -> dict[str, object]:
    """What is left of a limit; who has not signed in reads the limit alone."""
    most = proposal.activity.support_limit
    open_now = rules.collecting(proposal) is None
    if most is None or not open_now:
        return {"supports_left": None, "supports_used": None}
    if g.visitor.id is None:
        return {"supports_left": most, "supports_used": None}
    used = merging.count_own_supports(proposal.activity.id, g.visitor.id)
    return {"supports_left": max(0, most - used), "supports_used": used}
