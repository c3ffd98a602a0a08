"""What a person was told, and the page that ends the daily mail."""

from flask import Blueprint, flash, g, render_template, request

from kernel import keyset, owners
from kernel.http import Reply, allow, see_other, speak_as
from kernel.i18n import _
from kernel.keyset import Key, Page
from notifications import forms, queries, rules, services
from notifications.models import KIND_LABELS, Notice, NoticeKind
from notifications.queries import NoticeRow, Subscription

bp = Blueprint("notifications", __name__, template_folder="templates")
KEYS = (Key(Notice.at, True, keyset.moment), Key(Notice.id, True, keyset.whole))


@bp.get("/hesap/bildirimler")
@allow(rules.read)
def index() -> Reply:
    found = keyset.page(queries.rows(g.visitor.id), KEYS)
    rows = [NoticeRow(*row) for row in found.rows]
    return render_template(
        "notifications/index.html",
        rows=[(row, owners.address(row.endpoint, row.object_id, row.slug)) for row in rows],
        page=Page(rows, found.previous_href, found.next_href),
        unread_count=queries.count_unread(g.visitor.id),
    )


@bp.post("/hesap/bildirimler/okundu")
@allow(rules.read)
def read_all() -> Reply:
    services.read_all(by=g.visitor)
    return see_other(".index")


def _choose_form() -> forms.ChooseForm:
    return forms.choose(queries.wants_mail(g.visitor.id), queries.hows(g.visitor.id))


def choose_page(form: forms.ChooseForm) -> Reply:
    at_work = bool(g.visitor.roles)
    kinds = [kind for kind in NoticeKind if at_work or kind is not NoticeKind.WORK]
    return render_template(
        "notifications/choose.html", form=form, fields=[form[kind.value] for kind in kinds]
    )


@bp.route("/hesap/bildirimler/secenekler", methods=["GET", "POST"])
@allow(rules.choose, form=_choose_form, page=choose_page, limit="post")
def choose(form: forms.ChooseForm) -> Reply:
    services.choose(by=g.visitor, mail=bool(form.mail.data), hows=form.hows())
    flash(_("Seçimleriniz kaydedildi."), "good")
    return see_other(".choose")


def stop_page(subscription: Subscription) -> Reply:
    speak_as(subscription.language)
    kind = subscription.kind
    return render_template(
        "notifications/stop.html",
        token=subscription.token,
        kind=None if kind is None else _(KIND_LABELS[kind]),
    )


@bp.route("/bildirim/dur/<subscription_id>", methods=["GET", "POST"])
@allow(rules.stop, subscription=queries.get_subscription, page=stop_page)
def stop_digest(subscription: Subscription) -> Reply:
    """The link in a mail opens a page with one button: scanners open links.

    Mailbox providers press it themselves (RFC 8058). They bring no CSRF token and follow no
    redirect; the signed address is the proof, and all it can do is end the reader's own mail.
    """
    services.stop_digest(subscription.person_id, subscription.kind)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return "", 200
    speak_as(subscription.language)
    if subscription.kind is None:
        flash(_("E-postalar durdu. Haberlerinizi Bildirimler sayfasında bulursunuz."), "good")
    else:
        flash(_("Bu türden e-posta artık gelmeyecek; haberler Bildirimler sayfasında."), "good")
    return see_other("web.home")
