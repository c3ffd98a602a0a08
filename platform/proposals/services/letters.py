"""Mails to an author about the gates, in the author's language, each on the hour of its event."""

from datetime import date

from sqlalchemy import func, select

from journeys.models import Status
from kernel import formats, outbox
from kernel.db import db
from kernel.i18n import N_, _, in_language
from notifications import links
from places.models import Municipality
from proposals.assessments import GateDecision
from proposals.models import Proposal
from proposals.services.ruling import Ruling

SHOW = "proposals.show"

SUBJECTS: dict[Status, str] = {
    Status.ASSESSING: N_("Öneriniz teknik değerlendirmede: %(title)s"),
    Status.ON_BALLOT: N_("Öneriniz oylamaya alındı: %(title)s"),
    Status.ACCEPTED: N_("Öneriniz kabul edildi: %(title)s"),
    Status.PARTLY: N_("Öneriniz kısmen kabul edildi: %(title)s"),
    Status.REFUSED: N_("Öneriniz uygun bulunmadı: %(title)s"),
    Status.FORWARDED: N_("Öneriniz başka kuruma iletildi: %(title)s"),
    Status.POSTPONED: N_("Öneriniz ertelendi: %(title)s"),
    Status.HANDED_OVER: N_("Öneriniz çözüm masasına iletildi: %(title)s"),
}
NEWS: dict[Status, str] = {
    Status.ASSESSING: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) ön değerlendirmeden geçti. Şimdi belediyenin "
        "birimleri inceliyor. Ön değerlendirmeyi yapan: %(office)s."
    ),
    Status.ON_BALLOT: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) oylamaya alındı. Kararı veren: %(office)s."
    ),
    Status.ACCEPTED: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) oylamaya gerek kalmadan kabul edildi. "
        "Kararı veren: %(office)s."
    ),
    Status.PARTLY: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) kısmen kabul edildi. Kararı veren: %(office)s."
    ),
    Status.REFUSED: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) uygun bulunmadı. Kararı veren: %(office)s."
    ),
    Status.FORWARDED: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) yetkili kuruma iletildi: %(body)s. "
        "Yazının sayısı: %(letter)s. İleten: %(office)s."
    ),
    Status.POSTPONED: N_(
        "“%(title)s” başlıklı öneriniz (%(number)s) ertelendi. Yeniden ele alınacağı gün: "
        "%(until)s. Kararı veren: %(office)s."
    ),
    Status.HANDED_OVER: N_(
        "“%(title)s” başlıklı yazınız (%(number)s) bir öneri değil, istek ya da şikâyet. Size daha "
        "çabuk yanıt verilsin diye çözüm masasına iletildi. Başvuru numaranız: %(desk)s."
    ),
}
HELLO = N_("Merhaba %(name)s,")
REASON = N_("Gerekçesi:")
CONDITIONS = N_("Koşulları:")
UNTIL = N_("Birimlerin görüş vereceği son gün: %(date)s.")
MAY_OBJECT = N_("Bu karara bir kez itiraz edebilirsiniz. Son gün: %(date)s. Düğme sayfada.")
PAGE = N_("Öneriniz ve kararın tamamı herkese açık sayfada duruyor:\n%(link)s")
THANKS = N_("Emeğiniz için teşekkür ederiz.")
STANDS_SUBJECT = N_("İtirazınız karara bağlandı: %(title)s")
STANDS = N_(
    "“%(title)s” başlıklı öneriniz (%(number)s) için yaptığınız itirazı başka bir görevli "
    "inceledi. Karar değişmedi."
)
CHANGED = N_(
    "“%(title)s” başlıklı öneriniz (%(number)s) için yaptığınız itiraz kabul edildi. Karar değişti."
)


def mail_decision(
    proposal: Proposal,
    ruling: Ruling,
    *,
    due: date | None = None,
    objection: bool | None = None,
    last_day_to_object: date | None = None,
) -> None:
    """`objection`: whether it changed the decision; None where nobody objected."""
    author = proposal.author
    if author.email is None:
        return
    with in_language(author.language):
        facts = _facts(proposal, ruling)
        about = STANDS_SUBJECT if objection is not None else SUBJECTS[ruling.outcome]
        parts = [_(HELLO, name=author.name), *_news(ruling, facts, objection)]
        parts += _why(ruling)
        if due is not None:
            parts.append(_(UNTIL, date=formats.day(due)))
        if last_day_to_object is not None:
            parts.append(_(MAY_OBJECT, date=formats.day(last_day_to_object)))
        link = links.absolute(SHOW, proposal.id, _slug(proposal))
        parts += [_(PAGE, link=link), _(THANKS)]
        outbox.mail(
            f"proposals.decided:{proposal.id}:{_turn(proposal)}",
            author.email,
            _(about, title=proposal.title),
            "\n\n".join(parts),
            person_id=author.id,
            municipality_id=proposal.municipality_id,
        )


def _facts(proposal: Proposal, ruling: Ruling) -> dict[str, str | None]:
    return {
        "title": proposal.title,
        "number": proposal.number,
        "office": ruling.office,
        "body": ruling.body,
        "letter": ruling.letter_number,
        "until": formats.day(ruling.until_on) if ruling.until_on else "",
        "desk": ruling.desk_number,
    }


def _news(ruling: Ruling, facts: dict[str, str | None], objection: bool | None) -> list[str]:
    if objection is None:
        return [_(NEWS[ruling.outcome], **facts)]
    if not objection:
        return [_(STANDS, **facts)]
    return [_(CHANGED, **facts), _(NEWS[ruling.outcome], **facts)]


def _why(ruling: Ruling) -> list[str]:
    said = [_(REASON), ruling.reason] if ruling.reason else []
    return said + ([_(CONDITIONS), ruling.conditions] if ruling.conditions else [])


def _turn(proposal: Proposal) -> int:
    """A proposal may be decided several times: each decision has its mail."""
    decisions = select(func.count()).where(GateDecision.proposal_id == proposal.id)
    return db.session.scalar(decisions) or 0


def _slug(proposal: Proposal) -> str:
    return db.session.get_one(Municipality, proposal.municipality_id).slug
