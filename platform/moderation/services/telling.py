"""What the author of a text is told: a notice at once, and a mail in their language."""

from typing import Any

from accounts.models import Person
from kernel import clock, formats, outbox
from kernel.db import db
from kernel.i18n import N_, _, in_language
from moderation import rules
from moderation.models import GROUND_LABELS, Appeal, AppealState, Case, Decision
from notifications import links
from notifications.models import NoticeKind
from notifications.rules import day
from notifications.services import tell
from places.queries import get_municipality

PAGE = "moderation.decision"
MESSAGES = {
    Decision.HIDE: N_("Yazınız topluluk kurallarına uymadığı için gizlendi."),
    Decision.EDIT: N_("Yazınızda bir düzeltme isteniyor. Siz değiştirene kadar yerinde kalır."),
    Decision.DECLINE: N_("Yazınız incelendi ve yayımlanmadı."),
}
SUBJECTS = {
    Decision.HIDE: N_("Yazınız gizlendi"),
    Decision.EDIT: N_("Yazınızda bir düzeltme isteniyor"),
    Decision.DECLINE: N_("Yazınız yayımlanmadı"),
}
#: to who wrote it down for somebody without an account
ENTERED = {
    Decision.HIDE: N_("Başkası adına girdiğiniz yazı topluluk kurallarına uymadığı için gizlendi."),
    Decision.EDIT: N_("Başkası adına girdiğiniz yazıda bir düzeltme isteniyor."),
}
WARNED = N_(
    "Bu bir uyarıdır. Kurallara yine uymayan bir yazı, yazmanızın bir süre durdurulmasına yol "
    "açabilir."
)
SUSPENDED = N_(
    "Bu belediyenin sayfalarında yazmanız %(until)s tarihine kadar durduruldu. Okumayı, takip "
    "etmeyi ve oy vermeyi sürdürebilirsiniz."
)
APPEAL = N_("7 gün içinde itiraz edebilirsiniz. İtiraza başka bir görevli bakar.")


def tell_author(case: Case) -> None:
    """What was decided about the text and about who wrote it, with the way to appeal."""
    assert case.decision is not None
    author = _author(case)
    if author is None:
        return
    entered = {} if case.entered_by_id is None else ENTERED
    message = entered.get(case.decision, MESSAGES[case.decision])
    with in_language(author.language):
        paragraphs = [_(message), *_why(case), *_consequences(case), _(APPEAL)]
        subject = _(SUBJECTS[case.decision])
    key = f"case:{case.id}:{case.decision.value}"
    _notice(case, author, key=key, message=message, reason=case.reason)
    if case.warned:
        _notice(case, author, key=f"case:{case.id}:warned", message=WARNED, reason="")
    if case.suspension is not None:
        _notice(
            case,
            author,
            key=f"case:{case.id}:suspended",
            message=SUSPENDED,
            reason="",
            until=day(clock.local(case.suspension.until).date()),
        )
    _mail(case, author, key, subject, paragraphs)


def tell_appellant(case: Case, appeal: Appeal) -> None:
    author = _author(case)
    if author is None:
        return
    message = (
        N_("İtirazınız haklı bulundu. Karar geri alındı.")
        if appeal.state is AppealState.REVERSED
        else N_("İtirazınız incelendi. Karar değişmedi.")
    )
    key = f"appeal:{appeal.id}:{appeal.state.value}"
    _notice(case, author, key=key, message=message, reason=appeal.reason)
    with in_language(author.language):
        reason = _("Gerekçe: %(reason)s", reason=appeal.reason)
        _mail(case, author, key, _("İtirazınız karara bağlandı"), [_(message), reason])


def _author(case: Case) -> Person | None:
    """Or who wrote it down for somebody without an account."""
    number = case.author_id or case.entered_by_id
    if number is None:
        return None
    author = db.session.get(Person, number)
    return None if author is None or author.deleted_at is not None else author


def _why(case: Case) -> list[str]:
    lines = []
    if case.ground is not None:
        lines.append(_("Kural: %(ground)s", ground=_(GROUND_LABELS[case.ground])))
    return [*lines, _("Gerekçe: %(reason)s", reason=case.reason)]


def _consequences(case: Case) -> list[str]:
    lines = [_(WARNED)] if case.warned else []
    if case.suspension is not None:
        lines.append(_(SUSPENDED, until=formats.moment(case.suspension.until)))
    return lines


def _notice(
    case: Case, author: Person, *, key: str, message: str, reason: str, **facts: Any
) -> None:
    tell(
        [author.id],
        key=key,
        message=message,
        facts={**facts, "reason": reason} if reason else facts,
        subject=case.subject,
        endpoint=PAGE,
        object_id=case.id,
        municipality_id=case.municipality_id,
        kind=NoticeKind.ANSWERS,
        waits=case.decision in rules.AGAINST and key.startswith("case:"),
    )


def _mail(case: Case, author: Person, key: str, subject: str, paragraphs: list[str]) -> None:
    """At once and not with the digest: the days to appeal run."""
    if author.email is None:
        return
    slug = get_municipality(case.municipality_id).slug
    with in_language(author.language):
        about = _("Konu: %(subject)s", subject=case.subject)
        greeting, page = _("Merhaba,"), _("Kararın sayfası:")
    link = links.absolute(PAGE, case.id, slug)
    outbox.mail(
        key,
        author.email,
        subject,
        "\n\n".join([greeting, *paragraphs[:1], about, *paragraphs[1:], f"{page}\n{link}"]),
        person_id=author.id,
        municipality_id=case.municipality_id,
    )
