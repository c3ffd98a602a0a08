"""One-time links by mail. Who got one is not kept, whose was used cannot be known."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from kernel import audit, formats, links, outbox
from kernel.db import DomainError, db, lock
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from places.queries import get_municipality
from surveys import figures, queries
from surveys.models import Invited, Survey
from surveys.services.sending import fresh_codes, keep_codes

#: mails of one pressing; whoever is left gets theirs at the next
MOST = 2000
CHOOSE = "notifications.choose"


class TooFewAddresses(DomainError):
    message = N_(
        "Henüz bağlantı almamış en az %(least)s adres gerekir. Daha azında bir yanıtın kimden "
        "geldiği sezilebilirdi."
    )


@dataclass(frozen=True)
class Recipient:
    email: str
    language: str
    #: of the address in this survey
    mark: str
    #: has an account here; otherwise the address is from a list
    account: bool


def send_links(survey: Survey, *, by: Visitor, recipients: Sequence[Recipient]) -> tuple[int, int]:
    """How many got one now, and how many still have none. Each address once."""
    lock("survey-links", survey.id)
    known = queries.list_marks(survey.id)
    fresh = {one.mark: one for one in recipients if one.mark not in known}
    if len(fresh) < figures.LEAST:
        raise TooFewAddresses(least=figures.LEAST)
    chosen = list(fresh.values())[:MOST]
    if 0 < len(fresh) - len(chosen) < figures.LEAST:
        chosen = chosen[: -figures.LEAST]
    db.session.add_all(
        Invited(survey_id=survey.id, mark=mark) for mark in sorted(one.mark for one in chosen)
    )
    codes = fresh_codes(len(chosen))
    keep_codes(survey, codes)
    for recipient, code in zip(chosen, codes, strict=True):
        _mail(survey, recipient, code)
    audit.record("surveys.send_links", survey, by=by.id, after={"number": len(chosen)})
    return len(chosen), len(fresh) - len(chosen)


def _mail(survey: Survey, recipient: Recipient, code: str) -> None:
    place, activity = get_municipality(survey.municipality_id), survey.activity
    enter = links.page("surveys.enter", slug=place.slug, survey_id=survey.id)
    with in_language(recipient.language):
        parts = [
            _("Merhaba,"),
            _(
                "%(office)s sizi bir ankete çağırıyor: “%(title)s”.",
                office=place.official_name,
                title=activity.title,
            ),
            _("Anketi açmak için:\n%(link)s", link=f"{enter}#{code}"),
            _("Sayfa kodunuzu sorarsa şunu yazın: %(code)s", code=code),
            _(
                "Bu bağlantı yalnız sizindir ve bir kez kullanılır. Yanıtınızı gönderince kodunuz "
                "silinir: kimin ne yanıtladığı da, kimin yanıtladığı da bilinmez. Bu yüzden "
                "hatırlatma göndermeyiz."
            ),
        ]
        if activity.closes_at is not None:
            parts.append(_("Son an: %(date)s.", date=formats.deadline(activity.closes_at)))
        parts.append(_why(recipient))
        subject = _("Anket: %(title)s", title=activity.title)
    outbox.mail(
        f"surveys.link:{secrets.token_hex(8)}",
        recipient.email,
        subject,
        "\n\n".join(parts) + "\n",
        municipality_id=survey.municipality_id,
        fleeting=True,
    )


def _why(recipient: Recipient) -> str:
    if recipient.account:
        return _(
            "Bu mahallede oturduğunuzu söylediğiniz için yazdık. E-posta istemiyorsanız: %(link)s",
            link=links.page(CHOOSE),
        )
    return _("Bu e-posta bir kez gönderilir. Adresiniz gönderildikten sonra saklanmaz.")
