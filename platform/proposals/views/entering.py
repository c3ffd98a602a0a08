"""Entering proposals for others: one at the desk, or a file of them."""

from typing import Any

from flask import Response, flash, g, render_template, request, url_for

from consultations import queries as consultations
from consultations.models import Activity
from kernel import sheets
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import _, ngettext
from proposals import entering, entry_forms, queries, services
from proposals.entering import Contact
from proposals.entries import CONSENT_LABELS, Behalf, ProposalImport
from proposals.entry_forms import COLUMNS, EnterForm, ImportForm
from proposals.views.blueprint import bp


def _crumbs(activity: Activity) -> list[tuple[str, str]]:
    owner = activity.consultation
    return [(owner.title, url_for("consultations.show", consultation_id=owner.id))]


def enter_page(activity: Activity, form: EnterForm) -> str:
    return render_template(
        "proposals/enter.html",
        form=form,
        activity=activity,
        may_bring=entering.bring(g.visitor, activity) is None,
        crumbs=_crumbs(activity),
    )


@bp.route("/<slug>/masa/oneriler/adina/<int:activity_id>", methods=["GET", "POST"])
@allow(
    entering.enter,
    activity=consultations.get_activity,
    form=entry_forms.enter,
    page=enter_page,
    limit="post",
)
def enter(activity: Activity, form: EnterForm) -> Response:
    proposal = services.enter(activity, by=g.visitor, **form.values())
    flash(_("Öneri yayımlandı. Sayfasında kimin adına girildiği yazıyor."), "good")
    return see_other(".show", proposal_id=proposal.id)


# --- a file -------------------------------------------------------------------------------------


def bring_page(activity: Activity, form: ImportForm) -> str:
    return render_template(
        "proposals/bring.html",
        form=form,
        activity=activity,
        columns=COLUMNS,
        needed=entry_forms.NEEDED,
        consents=CONSENT_LABELS,
        most=entering.MOST_ROWS,
        crumbs=_crumbs(activity),
    )


@bp.route("/<slug>/masa/oneriler/dosyadan/<int:activity_id>", methods=["GET", "POST"])
@allow(
    entering.bring,
    activity=consultations.get_activity,
    form=entry_forms.bring,
    page=bring_page,
    limit="upload",
)
def bring(activity: Activity, form: ImportForm) -> Response:
    batch = services.keep_import(
        activity,
        by=g.visitor,
        file_hash=form.file_hash,
        file_name=form.file_name,
        rows=form.rows,
    )
    return see_other(".show_import", batch_id=batch.id)


SAMPLE = (
    "Salı pazarına gölgelik",
    "Salı günleri pazarda ne gölge var ne su.",
    "Sökülüp takılabilen bir gölgelik kurulsun, bir çeşme açılsın.",
    "",
    "",
    "Fatma Teyze",
    "yazılı",
    "2026-11-20",
    "Dosya 12",
    "",
    "",
)


@bp.get("/<slug>/masa/oneriler/dosyadan/<int:activity_id>/ornek")
@allow(entering.bring, activity=consultations.get_activity)
def sample(activity: Activity) -> Response:
    rows = [list(COLUMNS.values()), list(SAMPLE)]
    if request.args.get("tur") == "xlsx":
        return as_file(sheets.to_xlsx([("Öneriler", rows)]), "oneriler.xlsx", sheets.XLSX)
    return as_file(sheets.to_csv(rows), "oneriler.csv", sheets.CSV)


@bp.get("/<slug>/masa/oneriler/dosya/<int:batch_id>")
@allow(entering.see_import, batch=queries.get_import)
def show_import(batch: ProposalImport) -> str:
    return render_template(
        "proposals/import.html",
        batch=batch,
        rows=[_told(row) for row in batch.rows],
        may_confirm=entering.confirm_import(g.visitor, batch),
        crumbs=_crumbs(batch.activity),
    )


def _told(row: dict[str, Any]) -> dict[str, Any]:
    said = [(fault["message"], fault["facts"]) for fault in row["faults"]]
    return {**row, "faults": [_(message, **facts) for message, facts in said]}


@bp.get("/<slug>/masa/oneriler/dosya/<int:batch_id>/hatalar")
@allow(entering.see_import, batch=queries.get_import)
def import_faults(batch: ProposalImport) -> Response:
    """What to mend, as a table; no cell of it is taken for a formula."""
    rows: list[sheets.Row] = [[_("Satır"), COLUMNS["title"], _("Hata")]]
    for row in batch.rows:
        told = _told(row)
        rows += [[row["row"], row.get("title", ""), fault] for fault in told["faults"]]
    return as_file(sheets.to_csv(rows), "hatalar.csv", sheets.CSV)


@bp.post("/<slug>/masa/oneriler/dosya/<int:batch_id>/onayla")
@allow(entering.confirm_import, batch=queries.get_import, limit="upload")
def confirm_import(batch: ProposalImport) -> Response:
    done = services.confirm_import(batch, by=g.visitor)
    flash(ngettext("%(num)s öneri yayımlandı.", "%(num)s öneri yayımlandı.", done), "good")
    return see_other(".show_import", batch_id=batch.id)


# --- contact ------------------------------------------------------------------------------------


@bp.get("/<slug>/masa/oneriler/adina-girilen/<int:behalf_id>")
@allow(entering.see_behalf, behalf=queries.get_behalf)
def behalf(behalf: Behalf) -> str:
    return render_template(
        "proposals/behalf.html",
        behalf=behalf,
        proposal=behalf.proposal,
        consent=_(CONSENT_LABELS[behalf.consent]),
        may_forget=entering.forget_contact(g.visitor, behalf),
        crumbs=[(behalf.proposal.title, url_for(".show", proposal_id=behalf.proposal_id))],
    )


@bp.post("/<slug>/masa/oneriler/adina-girilen/<int:behalf_id>/iletisimi-sil")
@allow(entering.forget_contact, behalf=queries.get_behalf)
def forget_contact(behalf: Behalf) -> Response:
    services.forget_contact(behalf, by=g.visitor)
    flash(_("İletişim bilgisi silindi; artık e-posta gitmez."))
    return see_other(".behalf", behalf_id=behalf.id)


@bp.post("/<slug>/masa/oneriler/adina-girilen/<int:behalf_id>/adi-kaldir")
@allow(entering.unname, behalf=queries.get_behalf)
def unname(behalf: Behalf) -> Response:
    services.unname(behalf, by=g.visitor)
    flash(_("Ad sayfadan kaldırıldı."))
    return see_other(".behalf", behalf_id=behalf.id)


def stop_page(contact: Contact) -> str:
    return render_template("proposals/stop_mails.html", contact=contact)


@bp.route("/<slug>/oneriler/haber-almayin/<contact_id>", methods=["GET", "POST"])
@allow(entering.stop_mails, contact=queries.get_contact, page=stop_page)
def stop_mails(contact: Contact) -> Reply:
    """As `notifications.stop_digest`: mailbox providers press it without cookie and token."""
    assert contact.row is not None
    number = contact.row.proposal_id
    services.stop_mails(contact.row)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return "", 200
    flash(_("Adresinizi sildik; bu öneri için artık e-posta almazsınız."))
    return see_other(".show", proposal_id=number)
