"""The officer prepares a conversation, decides about statements, and watches over it."""

from typing import Any

from flask import Response, flash, g, render_template, request, url_for

from answers import queries as answers
from consultations import queries as consultations
from consultations import rules as consultation_rules
from consultations.models import Activity
from consultations.views.crumbs import crumbs as consultation_crumbs
from kernel.http import SAFE, Reply, allow, see_other
from kernel.i18n import _
from opinions import forms, queries, rules, services
from opinions.forms import ACCEPT, BanForm, BanVoterForm, ConversationForm, DecisionForm, SeedsForm
from opinions.models import Conversation, ConversationState, StatementGround, StatementState
from opinions.queries import StatementPart, VoterPart
from opinions.views.blueprint import bp
from opinions.views.public import label, why


def crumbs(conversation: Conversation, *, inside: bool = True) -> list[tuple[str, str]]:
    found = consultation_crumbs(conversation.activity.consultation)
    if inside:
        own = url_for("opinions.work", conversation_id=conversation.id)
        found.append((conversation.activity.title, own))
    return found


# --- drawing up ---------------------------------------------------------------------------------


def draw_up_page(activity: Activity, form: ConversationForm) -> Any:
    """Leads to the conversation, if there is one already."""
    conversation = queries.find_conversation(activity.id)
    if conversation is not None and request.method in SAFE:
        return see_other(".work", conversation_id=conversation.id)
    return render_template(
        "opinions/settings.html",
        activity=activity,
        conversation=None,
        form=form,
        crumbs=consultation_crumbs(activity.consultation),
    )


@bp.route("/<slug>/masa/gorus-haritasi/<int:activity_id>", methods=["GET", "POST"])
@allow(rules.draw_up, activity=consultations.get_activity, form=forms.draw_up, page=draw_up_page)
def draw_up(activity: Activity, form: ConversationForm) -> Reply:
    made = services.draw_up(activity, by=g.visitor, **form.values())
    return see_other(".work", conversation_id=made.id)


def edit_page(conversation: Conversation, form: ConversationForm) -> str:
    return render_template(
        "opinions/settings.html",
        activity=conversation.activity,
        conversation=conversation,
        form=form,
        crumbs=crumbs(conversation),
    )


@bp.route("/<slug>/masa/gorus-haritalari/<int:conversation_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit, conversation=queries.get_conversation, form=forms.edit, page=edit_page)
def edit(conversation: Conversation, form: ConversationForm) -> Reply:
    services.edit(conversation, by=g.visitor, **form.values())
    flash(_("Görüş haritası kaydedildi."), "good")
    return see_other(".work", conversation_id=conversation.id)


@bp.get("/<slug>/masa/gorus-haritalari/<int:conversation_id>")
@allow(rules.moderate, conversation=queries.get_conversation)
def work(conversation: Conversation) -> str:
    names = ("edit", "publish", "add_seed", "import_answers", "work", "take_out")
    return render_template(
        "opinions/work.html",
        conversation=conversation,
        activity=conversation.activity,
        window=consultation_rules.window(conversation.activity).value,
        may={name: getattr(rules, name)(g.visitor, conversation) for name in names},
        rows=[
            (row, *label(row.state), why(row))
            for row in queries.list_statements(conversation.id, *StatementState)
        ],
        waiting=queries.list_statements(conversation.id, StatementState.PENDING),
        snapshot=queries.snapshot(conversation.id),
        analysis=queries.find_analysis(conversation.id),
        crumbs=crumbs(conversation, inside=False),
    )


@bp.post("/<slug>/masa/gorus-haritalari/<int:conversation_id>/yayimla")
@allow(rules.publish, conversation=queries.get_conversation)
def publish(conversation: Conversation) -> Response:
    services.publish(conversation, by=g.visitor)
    flash(_("Görüş haritası yayımlandı. Soru ve kurallar artık değişmez."), "good")
    return see_other(".work", conversation_id=conversation.id)


@bp.get("/<slug>/masa/ifadeler")
@allow(rules.see_waiting)
def waiting() -> str:
    rows = queries.list_waiting(g.municipality.id, rules.taken_out_of(g.visitor, g.municipality))
    return render_template("opinions/waiting.html", rows=rows)


# --- statements ---------------------------------------------------------------------------------


def add_seeds_page(conversation: Conversation, form: SeedsForm) -> str:
    return render_template(
        "opinions/seeds.html", conversation=conversation, form=form, crumbs=crumbs(conversation)
    )


@bp.route("/<slug>/masa/gorus-haritalari/<int:conversation_id>/ifade-ekle", methods=["GET", "POST"])
@allow(
    rules.add_seed,
    conversation=queries.get_conversation,
    form=forms.add_seeds,
    page=add_seeds_page,
)
def add_seeds(conversation: Conversation, form: SeedsForm) -> Reply:
    for line in form.lines:
        services.add_seed(conversation, by=g.visitor, text=line, language=g.language)
    flash(_("İfadeler eklendi."), "good")
    return see_other(".work", conversation_id=conversation.id)


@bp.post("/<slug>/masa/ifadeler/<int:statement_id>/sil")
@allow(rules.remove_seed, statement=queries.get_statement)
def remove_seed(statement: StatementPart) -> Response:
    services.remove_seed(statement.row, by=g.visitor)
    flash(_("İfade silindi."))
    return see_other(".work", conversation_id=statement.conversation.id)


def decide_page(statement: StatementPart, form: DecisionForm) -> str:
    conversation = statement.conversation
    return render_template(
        "opinions/decide.html",
        statement=statement.row,
        form=form,
        similar=queries.similar(conversation.id, statement.row.text, but_not=statement.row.id),
        crumbs=crumbs(conversation),
    )


@bp.route("/<slug>/masa/ifadeler/<int:statement_id>/karar", methods=["GET", "POST"])
@allow(rules.decide, statement=queries.get_statement, form=forms.decide, page=decide_page)
def decide(statement: StatementPart, form: DecisionForm) -> Reply:
    if form.decision.data == ACCEPT:
        services.accept(statement.row, by=g.visitor)
        flash(_("İfade yayımlandı; yazarına haber verildi."), "good")
    else:
        ground = StatementGround(form.ground.data)
        services.reject(statement.row, by=g.visitor, ground=ground, reason=form.reason.data or "")
        flash(_("İfade alınmadı; yazarı gerekçesini okuyacak."), "good")
    return see_other(".work", conversation_id=statement.conversation.id)


def ban_statement_page(statement: StatementPart, form: BanForm) -> str:
    return render_template(
        "opinions/ban.html",
        statement=statement.row,
        form=form,
        final=statement.conversation.state is ConversationState.FINAL,
        duty=answers.find_dates(statement.duty_id),
        crumbs=crumbs(statement.conversation),
    )


@bp.route("/<slug>/masa/ifadeler/<int:statement_id>/kaldir", methods=["GET", "POST"])
@allow(
    rules.ban_statement,
    statement=queries.get_statement,
    form=forms.ban_statement,
    page=ban_statement_page,
)
def ban_statement(statement: StatementPart, form: BanForm) -> Reply:
    services.ban_statement(
        statement.row, by=g.visitor, ground=form.chosen, reason=form.reason.data or ""
    )
    if statement.conversation.state is ConversationState.FINAL:
        flash(_("İfade kaldırıldı. Kesin sayılar değişmedi."), "good")
    else:
        flash(_("İfade kaldırıldı. Ona verilen yanıtlar artık sayılmıyor."), "good")
    return see_other(".work", conversation_id=statement.conversation.id)


# --- the auditor --------------------------------------------------------------------------------


@bp.get("/<slug>/masa/gorus-haritalari/<int:conversation_id>/denetim")
@allow(rules.work, conversation=queries.get_conversation)
def audit(conversation: Conversation) -> str:
    """Flagged answers, and the findings with and without them; who they are stands nowhere."""
    analysis = queries.find_analysis(conversation.id)
    told = (analysis.audit if analysis else None) or {"flagged": []}
    voters = queries.find_by_number(conversation.id, [one["number"] for one in told["flagged"]])
    return render_template(
        "opinions/audit.html",
        conversation=conversation,
        analysis=analysis,
        told=told,
        flagged=[
            (voters[one["number"]], one) for one in told["flagged"] if one["number"] in voters
        ],
        changed=_changed(told),
        banned=queries.list_banned(conversation.id),
        texts={
            row.id: row.text for row in queries.list_statements(conversation.id, *StatementState)
        },
        snapshot=queries.snapshot(conversation.id),
        manages=rules.manage(g.visitor, conversation) is None,
        crumbs=crumbs(conversation),
    )


def _changed(told: dict[str, Any]) -> int:
    """Statements among the first that are there only as long as the flagged are counted."""
    if "with" not in told:
        return 0
    return sum(one not in told["without"]["common"] for one in told["with"]["common"])


def ban_voter_page(voter: VoterPart, form: BanVoterForm) -> str:
    return render_template(
        "opinions/ban_voter.html",
        voter=voter.row,
        conversation=voter.conversation,
        form=form,
        crumbs=crumbs(voter.conversation),
    )


@bp.route("/<slug>/masa/gorus-katilimcilari/<int:voter_id>/sayma", methods=["GET", "POST"])
@allow(rules.ban_voter, voter=queries.get_voter, form=forms.ban_voter, page=ban_voter_page)
def ban_voter(voter: VoterPart, form: BanVoterForm) -> Reply:
    services.ban_voter(voter.conversation, voter.row, by=g.visitor, reason=form.reason.data or "")
    flash(_("Bu katılımcının yanıtları artık sayılmıyor; kendisine haber verildi."), "good")
    return see_other(".audit", conversation_id=voter.conversation.id)


@bp.post("/<slug>/masa/gorus-katilimcilari/<int:voter_id>/say")
@allow(rules.unban_voter, voter=queries.get_voter)
def unban_voter(voter: VoterPart) -> Response:
    services.unban_voter(voter.conversation, voter.row, by=g.visitor)
    flash(_("Bu katılımcının yanıtları yeniden sayılıyor."), "good")
    return see_other(".audit", conversation_id=voter.conversation.id)
