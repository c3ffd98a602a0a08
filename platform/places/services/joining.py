"""What sign-up leaves in a municipality."""

from accounts import services as accounts
from accounts.models import Digest, Person
from kernel import clock
from kernel.db import DomainError, db
from kernel.i18n import N_
from places.models import LegalText, Municipality, NoticeShown
from places.services.residence import declare


class NoticeChanged(DomainError):
    message = N_(
        "Aydınlatma metni siz formu doldururken yenilendi. Yenisine bakıp yeniden gönderin."
    )


def join(
    municipality: Municipality,
    *,
    person: Person,
    notice: LegalText | None,
    neighbourhood_id: int | None,
    digest: bool,
) -> None:
    """Which notice the person was shown, where they say they live, whether they want mails."""
    wanted = Digest.DAILY if digest else Digest.NONE
    accounts.edit(person, name=person.name, language=person.language, digest=wanted)
    if notice is not None:
        db.session.add(
            NoticeShown(person_id=person.id, legal_text_id=notice.id, shown_at=clock.now())
        )
    if neighbourhood_id is not None:
        declare(municipality, by=person.id, neighbourhood_id=neighbourhood_id)
