"""Signing up, the legal texts, the municipality's colour."""

from flask import Response, abort, g, render_template, request, url_for

from accounts import services as accounts
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.ids import LARGEST_ID
from kernel.rules import anyone
from places import forms, queries, rules, services
from places.models import LEGAL_KIND_LABELS, LegalKind
from places.services.joining import NoticeChanged
from places.views.blueprint import bp, home_crumbs

YEAR = 31_536_000
#: the databases know no larger number


@bp.get("/<slug>/renkler.css")
@allow(anyone)
def colours() -> Response:
    """The one thing a municipality sets; its address changes with it."""
    answer = Response(f":root{{--brand-h:{g.municipality.brand_hue}}}\n", mimetype="text/css")
    current = request.args.get("v") == str(g.municipality.brand_hue)
    answer.headers["Cache-Control"] = f"public, max-age={YEAR if current else 300}"
    return answer


def sign_up_page(form: forms.JoinForm) -> Reply:
    notice = queries.find_legal_text(g.municipality.id, LegalKind.PRIVACY)
    if notice is not None:
        form.notice.data, form.notice.raw_data = str(notice.id), None
    return render_template(
        "places/sign_up.html",
        form=form,
        notice=notice,
        crumbs=home_crumbs(),
        sign_in_href=url_for("accounts.sign_in", next=request.args.get("next")),
    )


@bp.route("/<slug>/uye-ol", methods=["GET", "POST"])
@allow(rules.sign_up, form=forms.sign_up, page=sign_up_page, limit="sign_up")
def sign_up(form: forms.JoinForm) -> Reply:
    """The answer is the same whether the address has an account or not."""
    notice = queries.find_legal_text(g.municipality.id, LegalKind.PRIVACY)
    if form.notice.data != (str(notice.id) if notice else ""):
        raise NoticeChanged()
    person = accounts.sign_up(
        email=form.email.data or "",
        password_hash=form.password_hash,
        name=form.name.data or "",
        language=g.language,
    )
    if person is not None:
        services.join(
            g.municipality,
            person=person,
            notice=notice,
            neighbourhood_id=forms.chosen(form.neighbourhood),
            digest=form.digest.data,
        )
    return see_other("accounts.sign_up_done")


# --- legal texts --------------------------------------------------------------------------------


def _legal_page(kind: LegalKind, endpoint: str, version: int | None) -> Reply:
    if version is not None and version > LARGEST_ID:
        abort(404)
    text = queries.find_legal_text(g.municipality.id, kind, version)
    if text is None and version is not None:
        abort(404)
    versions = queries.list_legal_versions(g.municipality.id, kind)
    ours = queries.usual_rules(text.body if text else "", g.language)
    return render_template(
        "places/legal.html",
        title=_(LEGAL_KIND_LABELS[kind]),
        text=text,
        usual=ours if kind is LegalKind.COMMUNITY else "",
        versions=versions,
        endpoint=endpoint,
        in_force=text is not None and text.version == versions[0].version,
        crumbs=home_crumbs(),
    )


@bp.get("/<slug>/aydinlatma-metni")
@allow(anyone, cached=True)
def privacy_notice() -> Reply:
    return _legal_page(LegalKind.PRIVACY, ".privacy_notice", None)


@bp.get("/<slug>/aydinlatma-metni/<int:version>")
@allow(anyone, cached=True)
def privacy_notice_version(version: int) -> Reply:
    return _legal_page(LegalKind.PRIVACY, ".privacy_notice", version)


@bp.get("/<slug>/topluluk-kurallari")
@allow(anyone, cached=True)
def community_rules() -> Reply:
    return _legal_page(LegalKind.COMMUNITY, ".community_rules", None)


@bp.get("/<slug>/topluluk-kurallari/<int:version>")
@allow(anyone, cached=True)
def community_rules_version(version: int) -> Reply:
    return _legal_page(LegalKind.COMMUNITY, ".community_rules", version)
