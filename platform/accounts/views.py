"""Signing in and out, the account page, and the pages behind the links of mails."""

from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import UserMixin, login_user
from werkzeug.exceptions import HTTPException

from accounts import forms, queries, rules, services
from accounts.models import Digest, Person, SignIn
from accounts.rules import Link
from kernel import devices
from kernel.db import write
from kernel.http import SAFE, Reply, allow, came_from, safe_next, see_other, speak_as
from kernel.i18n import LANGUAGES, N_, _
from kernel.rules import anyone

bp = Blueprint("accounts", __name__, template_folder="templates")

#: Pages that the floors above keep.
DATA_LINKS = [
    ("web.export_my_data", N_("Verilerinizi indirin")),
    ("web.delete_account", N_("Hesabınızı silin")),
]
PLACE_LINKS = [("places.my_places", N_("Mahallenizi belirtin"))]
NEWS_LINKS = [
    ("following.mine", N_("Takip ettikleriniz")),
    ("notifications.choose", N_("Hangi haber ne zaman e-postayla gelsin?")),
]


# --- signing in and out -------------------------------------------------------------------------


class Browser(UserMixin):
    """What Flask-Login writes into the cookie: the token, never the person."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_id(self) -> str:
        return self.token


def sign_in_page(form: forms.SignInForm) -> Reply:
    wanted = _wanted()
    if wanted is not None:
        session["next"] = wanted
    demo = current_app.config["DEMO"]
    if request.method in SAFE and g.visitor.signed_in and not demo:
        return redirect(wanted or url_for(".account"))
    shared = current_app.extensions.get("demo_sign_ins", []) if demo else []
    return render_template(
        "accounts/sign_in.html",
        form=form,
        action=url_for(".sign_in", next=wanted),
        sign_up_href=_sign_up_address(wanted or session.get("next")),
        sign_ins=shared,
        shared_password=current_app.extensions.get("demo_password", ""),
    )


@bp.route("/giris", methods=["GET", "POST"])
@allow(anyone, form=forms.SignInForm, page=sign_in_page, limit="sign_in", own_transaction=True)
def sign_in(form: forms.SignInForm) -> Reply:
    if form.person_id is None:
        services.record_refused_sign_in(form.about)
        form.form_errors.append(_(N_("E-posta adresi ya da parola yanlış.")))
        return sign_in_page(form), 422
    with write():
        if form.new_hash is not None:
            services.renew_hash(form.person_id, password_hash=form.new_hash)
        services.sign_out(token=_token())
        token = services.start_session(
            form.person_id, device=devices.name(request.user_agent.string)
        )
    wanted = _wanted() or session.get("next")
    _renew_session()
    login_user(Browser(token))
    session.permanent = bool(form.stay.data)
    # Who came from the common home wants their own: which one a higher floor knows.
    return redirect("/basla" if wanted in (None, "/") else wanted, 303)


@bp.post("/cikis")
@allow(anyone, own_transaction=True)
def sign_out() -> Reply:
    """Whoever is not signed in writes nothing, and no kept page ends by it."""
    if token := _token():
        with write():
            services.sign_out(token=token)
    session.clear()
    flash(_("Oturumunuz kapandı."), "good")
    slug = _slug_of(came_from())
    return redirect(f"/{slug}/" if slug else "/", 303)


def _token() -> str:
    return str(session.get("_user_id", ""))


def _renew_session() -> None:
    """Nothing from before sign-in stays but the secret that opens kept drafts."""
    secret = session.get("drafts")
    session.clear()
    if secret:
        session["drafts"] = secret


def _wanted() -> str | None:
    """Where to go after sign-in: a page of ours, but none of those around sign-in itself."""
    address = safe_next(request.args.get("next"))
    if address is None or len(address) > 1000:
        return None
    first = address.partition("?")[0].split("/")[1]
    around = ("", "giris", "cikis", "parola", "dogrula", "uye-ol")
    return None if first in around else address


def _slug_of(address: str | None) -> str | None:
    """The municipality an address of ours belongs to."""
    if address is None:
        return None
    try:
        adapter = current_app.url_map.bind("")
        _endpoint, values = adapter.match(address.partition("?")[0], method="GET")
    except HTTPException:
        return None
    return values.get("slug")


def _sign_up_address(wanted: str | None) -> str | None:
    slug = _slug_of(wanted)
    return None if slug is None else url_for("places.sign_up", slug=slug, next=wanted)


# --- after signing up ---------------------------------------------------------------------------


@bp.get("/uye-ol/gonderildi")
@allow(anyone)
def sign_up_done() -> Reply:
    return _sent(
        _(
            "Yazdığınız adrese bir bağlantı gönderdik. Bağlantıyı açıp adresinizi doğrulayın, "
            "ardından giriş yapın."
        )
    )


def _sent(lead: str) -> str:
    return render_template("accounts/sent.html", lead=lead)


def confirm_page(confirmation: Link) -> Reply:
    return _one_button(
        confirmation,
        title=N_("E-posta adresinizi doğrulayın"),
        lead=N_("Bu adresin size ait olduğunu onaylamak için düğmeye basın."),
        done=N_("Bu adres doğrulanmış. Yapmanız gereken bir şey kalmadı."),
        button=N_("Adresinizi doğrulayın"),
    )


def _one_button(link: Link, title: str, lead: str, done: str, button: str) -> str:
    """The words are msgids: whose language they are said in is known only here."""
    speak_as(link.language)
    return render_template(
        "accounts/one_button.html",
        link=link,
        title=_(title),
        lead=_(done if link.done else lead),
        button=_(button),
    )


@bp.route("/dogrula/<confirmation_id>", methods=["GET", "POST"])
@allow(rules.use_link, confirmation=queries.get_confirmation, page=confirm_page)
def confirm(confirmation: Link) -> Reply:
    services.confirm_email(_of(confirmation))
    flash(_("E-posta adresiniz doğrulandı."), "good")
    return _onward(confirmation)


@bp.post("/hesap/dogrulama")
@allow(rules.resend_confirmation, limit="reset")
def resend_confirmation() -> Reply:
    services.send_confirmation(_me())
    flash(_("Doğrulama bağlantısını yeniden gönderdik."), "good")
    return see_other(".account")


def _of(link: Link) -> Person:
    speak_as(link.language)
    return queries.get_person(link.person_id or 0)


def _onward(link: Link) -> Reply:
    return see_other(".account" if g.visitor.id == link.person_id else ".sign_in")


# --- forgotten password -------------------------------------------------------------------------


def forgotten_page(form: forms.ForgottenForm) -> Reply:
    return render_template("accounts/forgotten.html", form=form)


@bp.route("/parola", methods=["GET", "POST"])
@allow(anyone, form=forms.ForgottenForm, page=forgotten_page, limit="reset")
def forgotten(form: forms.ForgottenForm) -> Reply:
    services.ask_reset(email=form.email.data or "")
    return see_other(".forgotten_done")


@bp.get("/parola/gonderildi")
@allow(anyone)
def forgotten_done() -> Reply:
    return _sent(
        _(
            "Bu adresle bir hesap varsa parolanızı yenileyeceğiniz bağlantıyı gönderdik. "
            "Bağlantı 2 saat geçerlidir."
        )
    )


def reset_page(reset: Link, form: forms.NewPasswordForm) -> Reply:
    speak_as(reset.language)
    return render_template("accounts/reset.html", form=form, link=reset)


@bp.route("/parola/yenile/<reset_id>", methods=["GET", "POST"])
@allow(rules.use_link, reset=queries.get_reset, form=forms.new_password, page=reset_page)
def reset(reset: Link, form: forms.NewPasswordForm) -> Reply:
    services.reset_password(_of(reset), password_hash=form.password_hash)
    flash(_("Parolanız değişti. Yeni parolanızla giriş yapın."), "good")
    return see_other(".sign_in")


# --- one's own account --------------------------------------------------------------------------


def _me() -> Person:
    return queries.get_person(g.visitor.id)


def _profile_form() -> forms.ProfileForm:
    """Made before the rule is asked when something is posted, so there may be nobody."""
    return forms.profile(_me()) if g.visitor.signed_in else forms.ProfileForm()


def _with_me(form: Any) -> Any:
    form.of = _me() if g.visitor.signed_in else None
    return form


def account_page(form: forms.ProfileForm) -> Reply:
    return render_template(
        "accounts/account.html",
        form=form,
        sessions=queries.list_sessions(g.visitor.id),
        here=queries.token_hash(_token()),
        resend_denied=rules.resend_confirmation(g.visitor, None),
        more=[
            ("mahalle", _("Mahalle"), _hrefs(PLACE_LINKS)),
            ("haberler", _("Haberler"), _hrefs(NEWS_LINKS)),
            ("veriler", _("Verileriniz"), _hrefs(DATA_LINKS)),
        ],
    )


def _hrefs(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(url_for(endpoint), _(label)) for endpoint, label in pairs]


@bp.route("/hesap", methods=["GET", "POST"])
@allow(rules.account, form=_profile_form, page=account_page, limit="post")
def account(form: forms.ProfileForm) -> Reply:
    chosen = form.language.data if form.language.data in LANGUAGES else "tr"
    services.edit(
        _me(),
        name=form.name.data or "",
        language=chosen,
        digest=Digest.DAILY if form.digest.data else Digest.NONE,
    )
    g.language = chosen
    flash(_("Değişiklikler kaydedildi."), "good")
    answer = see_other(".account")
    # The cookie of the language switch would hide the choice made here.
    answer.delete_cookie("dil")
    return answer


def change_email_page(form: forms.ChangeEmailForm) -> Reply:
    return render_template("accounts/change_email.html", form=form, crumbs=_crumbs())


def change_password_page(form: forms.ChangePasswordForm) -> Reply:
    return render_template("accounts/change_password.html", form=form, crumbs=_crumbs())


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Hesabım"), url_for(".account"))]


@bp.route("/hesap/e-posta", methods=["GET", "POST"])
@allow(
    rules.account,
    form=lambda: _with_me(forms.ChangeEmailForm()),
    page=change_email_page,
    limit="sign_in",
)
def change_email(form: forms.ChangeEmailForm) -> Reply:
    services.ask_email_change(_me(), email=form.email.data or "")
    flash(_("Yeni adresinize bir bağlantı gönderdik. Onaylayana kadar eski adresiniz geçerli."))
    return see_other(".account")


def take_new_email_page(change: Link) -> Reply:
    return _one_button(
        change,
        title=N_("Yeni e-posta adresinizi onaylayın"),
        lead=N_("Düğmeye bastığınızda hesabınızın adresi bu olur; eski adresiniz kalkar."),
        done=N_("Hesabınızın adresi artık bu. Yapmanız gereken bir şey kalmadı."),
        button=N_("Yeni adresinizi onaylayın"),
    )


@bp.route("/hesap/e-posta/yeni/<change_id>", methods=["GET", "POST"])
@allow(rules.use_link, change=queries.get_new_email, page=take_new_email_page)
def take_new_email(change: Link) -> Reply:
    if not change.done:
        services.change_email(_of(change), email=change.email)
    flash(_("E-posta adresiniz değişti."), "good")
    return _onward(change)


def undo_email_page(undo: Link) -> Reply:
    return _one_button(
        undo,
        title=N_("Eski adresinizi geri alın"),
        lead=N_(
            "Düğmeye bastığınızda hesabınız yeniden bu adrese bağlanır, bütün oturumlar kapanır "
            "ve yeni bir parola belirlersiniz."
        ),
        done=N_("Hesabınız bu adrese bağlı. Yapmanız gereken bir şey kalmadı."),
        button=N_("Eski adresinizi geri alın"),
    )


@bp.route("/hesap/e-posta/geri/<undo_id>", methods=["GET", "POST"])
@allow(rules.use_link, undo=queries.get_old_email, page=undo_email_page)
def undo_email(undo: Link) -> Reply:
    if not undo.done:
        services.undo_email(_of(undo), email=undo.email)
    flash(_("Eski adresiniz geri geldi ve bütün oturumlar kapandı. Yeni bir parola belirleyin."))
    return see_other(".forgotten")


@bp.route("/hesap/parola", methods=["GET", "POST"])
@allow(
    rules.account,
    form=lambda: _with_me(forms.ChangePasswordForm()),
    page=change_password_page,
    limit="sign_in",
)
def change_password(form: forms.ChangePasswordForm) -> Reply:
    services.change_password(_me(), password_hash=form.password_hash, token=_token())
    flash(_("Parolanız değişti. Öteki cihazlardaki oturumlar kapandı."), "good")
    return see_other(".account")


@bp.post("/hesap/oturumlar/<int:session_id>/kapat")
@allow(rules.end_session, session=queries.get_session)
def end_session(session: SignIn) -> Reply:
    services.end_session(session)
    flash(_("Oturum kapandı."), "good")
    return see_other(".account")


@bp.post("/hesap/oturumlar/kapat")
@allow(rules.account)
def end_other_sessions() -> Reply:
    services.end_sessions(g.visitor.id, but_token=_token())
    flash(_("Öteki oturumlar kapandı."), "good")
    return see_other(".account")
