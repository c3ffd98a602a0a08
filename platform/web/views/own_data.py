"""Download my data, delete my account."""

import json
from typing import Any

from flask import Response, flash, g, redirect, render_template, session
from flask_login import logout_user

from accounts.forms import AsksPassword
from accounts.queries import get_person
from kernel import clock
from kernel.http import Reply, allow, as_file
from kernel.i18n import N_, _
from web import my_data, rules
from web.views.blueprint import bp


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Hesabım"), "/hesap")]


@bp.get("/hesap/verilerim")
@allow(rules.own_data)
def export_my_data() -> str:
    kept = my_data.export(g.visitor.id)
    counts = {name: len(rows) for name, rows in kept.items() if isinstance(rows, list)}
    return render_template("web/my_data.html", counts=counts, words=_word, crumbs=_crumbs())


@bp.get("/hesap/verilerim/indir")
@allow(rules.own_data)
def download_my_data() -> Response:
    text = json.dumps(my_data.export(g.visitor.id), ensure_ascii=False, indent=2, default=str)
    name = f"verilerim-{clock.today().isoformat()}.json"
    return as_file(text, name, "application/json", private=True)


def _ask(_thing: Any = None) -> AsksPassword:
    form = AsksPassword()
    form.of = get_person(g.visitor.id) if g.visitor.signed_in else None
    return form


def delete_page(form: AsksPassword) -> str:
    return render_template("web/delete_account.html", form=form, crumbs=_crumbs())


@bp.route("/hesap/sil", methods=["GET", "POST"])
@allow(rules.own_data, form=_ask, page=delete_page, limit="sign_in")
def delete_account(form: AsksPassword) -> Reply:
    my_data.forget(g.visitor.id)
    logout_user()
    session.clear()
    flash(_("Hesabınız silindi. Yazdıklarınız “silinmiş hesap” adıyla duruyor."), "good")
    return redirect("/", 303)


#: what the page calls each part of the export
WORDS = {
    "account": N_("Hesabınız"),
    "email_proofs": N_("Doğrulanan e-posta adresleri"),
    "sessions": N_("Açık oturumlar"),
    "residence": N_("Bildirdiğiniz mahalleler"),
    "residence_proof": N_("İkamet doğrulamaları"),
    "letter_request": N_("Mektupla kod istekleri"),
    "notice_shown": N_("Size gösterilen aydınlatma metinleri"),
    "staff": N_("Görevleriniz"),
    "council_seats": N_("Kent konseyindeki görevleriniz"),
    "council_attendance": N_("Katıldığınız kent konseyi toplantıları"),
    "representative": N_("Temsil ettiğiniz kuruluşlar"),
    "organisation": N_("Kuruluş başvurularınız"),
    "invitation": N_("Size gönderilen davetler"),
    "notices": N_("Bildirimler"),
    "follows": N_("Takip ettikleriniz"),
    "reports": N_("Bildirdiğiniz yazılar"),
    "decisions": N_("Verdiğiniz denetim kararları"),
    "answers_drafted": N_("Yazdığınız resmî yanıtlar"),
    "answers_sent_back": N_("Geri gönderdiğiniz yanıt taslakları"),
    "comments": N_("Yorumlarınız"),
    "programme_certificates": N_("Katılım belgeleriniz"),
    "programme_sessions_judged": N_("Programda değerlendirdiğiniz oturumlar"),
    "programme_consultancy": N_("Programda yazdığınız danışmanlık görüşmeleri"),
    "earlier_wordings": N_("Yorumlarınızın önceki hâlleri"),
    "followed_threads": N_("Takip ettiğiniz tartışmalar"),
    "consultations_made": N_("Açtığınız danışmalar"),
    "proposals": N_("Önerileriniz"),
    "proposal_versions": N_("Önerilerinizin önceki hâlleri"),
    "supports": N_("Destekledikleriniz"),
    "votes": N_("Katıldığınız oylamalar"),
    "action_updates": N_("Yazdığınız eylem gelişmeleri"),
    "action_measurements": N_("Girdiğiniz gösterge ölçümleri"),
    "action_indicators_changed": N_("Değiştirdiğiniz göstergeler"),
    "action_partnerships_answered": N_("Kuruluşunuz adına yanıtladığınız ortaklıklar"),
    "roadmaps": N_("Yol haritalarındaki işleriniz"),
    "amendments": N_("Değişiklik önerileriniz"),
    "cosponsors": N_("Ortağı olduğunuz öneriler"),
    "entered_for_you": N_("Adınıza girilen öneriler"),
    "objections": N_("Yanıtlara itirazlarınız"),
    "merge_answers": N_("Birleştirmelere verdiğiniz yanıtlar"),
    "conflicts_of_interest": N_("Bildirdiğiniz çıkar çatışmaları"),
    "useful_or_not": N_("Yararlı bulduğunuz ve bulmadığınız yorumlar"),
    "sources_asked_for": N_("Kaynak istediğiniz yorumlar"),
    "moderation_of_my_texts": N_("Yazılarınız için verilen denetim kararları"),
    "appeals": N_("Denetim kararlarına itirazlarınız"),
    "suspension": N_("Yazmanıza verilen ara"),
    "complaints": N_("Oylama itirazlarınız"),
    "tree_heads": N_("Kayıt özetini izlediğiniz oylamalar"),
    "meeting_registrations": N_("Kaydolduğunuz buluşmalar"),
    "opinion_answers": N_("Görüş haritalarındaki yanıtlarınız"),
    "opinion_statements": N_("Görüş haritalarına yazdığınız ifadeler"),
    "opinion_voters": N_("Katıldığınız görüş haritaları"),
    "survey_drafts": N_("Yarım kalan anketleriniz"),
    "survey_responses": N_("Anket yanıtlarınız"),
    "text_suggestions": N_("Metinlere önerdiğiniz değişiklikler"),
    "followed_places": N_("Takip ettiğiniz yerler ve konular"),
    "radars": N_("Radarlarınız"),
    "programme_roles": N_("Programdaki görevleriniz"),
    "programme_applications": N_("Programa başvurularınız"),
    "programme_writing": N_("Programa birlikte yazdığınız ya da çağrıldığınız başvurular"),
    "programme_partners": N_("Programda bir ortak adına görevleriniz"),
    "programme_reviews": N_("Değerlendirdiğiniz program başvuruları"),
    "programme_participations": N_("Programda birlikte çalıştıklarınız"),
    "notice_preferences": N_("Bildirim tercihleriniz"),
    "kept_drafts": N_("Gönderilmeden kalan yazılar"),
}


def _word(name: str) -> str:
    return _(WORDS[name])
