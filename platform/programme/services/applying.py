"""The applicant's side: begun, saved section by section, sent, taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from kernel import audit, clock, files
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_, _
from kernel.rules import Visitor
from programme.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    FileKind,
    Participation,
    Stage,
    TeamMember,
    Track,
    TrackKind,
    Writer,
)
from programme.queries import list_team
from programme.services import deciding, participating, reminding
from programme.services.moving import move, queue_up

#: what each section of the form saves
SECTIONS: dict[str, tuple[str, ...]] = {
    "contact": (
        *("name", "province", "population", "contact_name", "contact_email", "contact_phone"),
        "unit",
    ),
    "motivation": ("motivation",),
    "practice": ("practice",),
    "team": (),
    "commitments": ("commitments", "approved", "decision_number"),
}
#: files of one application at most
MOST_FILES = 10

SENT = N_("Yeni başvuru: %(name)s")
COMPLETED = N_("Eksik belge tamamlandı: %(name)s")
TAKEN_BACK = N_("Başvuru geri çekildi: %(name)s")


class TownApplied(DomainError):
    constraint = "uq_programme_application_track_id_municipality_id_living"
    message = N_("Bu belediye adına bu çağrıya başlanmış bir başvuru var.")


class OrganisationApplied(DomainError):
    constraint = "uq_programme_application_track_id_organisation_id_living"
    message = N_("Bu kuruluş adına bu çağrıya başlanmış bir başvuru var.")


class Incomplete(DomainError):
    message = N_("Başvuru gönderilemez. Eksik olan: %(missing)s")


class TooManyFiles(DomainError):
    message = N_("Bir başvuruya en çok 10 dosya eklenir.")
    field = "file"


def begin(
    track: Track,
    *,
    by: Visitor,
    name: str,
    province: str = "",
    municipality_id: int | None = None,
    organisation_id: int | None = None,
) -> Application:
    application = Application(
        track_id=track.id,
        owner_id=by.id,
        municipality_id=municipality_id,
        organisation_id=organisation_id,
        name=name,
        province=province,
        contact_name=by.name,
        contact_email=by.email,
    )
    with refusing(TownApplied, OrganisationApplied):
        db.session.add(application)
    reminding.remind_of_draft(application, track)
    audit.record("programme.begin", application, by=by.id)
    return application


def save(application: Application, *, by: Visitor, section: str, **fields: Any) -> None:
    """A section as far as it is written; nothing is required before sending."""
    for name in SECTIONS[section]:
        setattr(application, name, fields[name])
    application.saved_at = clock.now()
    audit.record("programme.save", application, by=by.id, after={"section": section})


def set_team(
    application: Application, *, by: Visitor, members: Sequence[tuple[str, str, str]]
) -> None:
    """(name, unit, role) of each; the old list goes."""
    db.session.execute(delete(TeamMember).where(TeamMember.application_id == application.id))
    db.session.add_all(
        TeamMember(application_id=application.id, name=name, unit=unit, role=role)
        for name, unit, role in members
    )
    application.saved_at = clock.now()
    audit.record("programme.save", application, by=by.id, after={"section": "team"})


def add_file(
    application: Application, *, by: Visitor, kind: FileKind, accepted: tuple[bytes, str, str]
) -> ApplicationFile:
    """`application.files` must be loaded. Read through the application only."""
    if len(application.files) >= MOST_FILES:
        raise TooManyFiles()
    stored = files.store(accepted, municipality_id=None, withheld=True)
    row = ApplicationFile(application_id=application.id, kind=kind, file_id=stored.id)
    db.session.add(row)
    application.saved_at = clock.now()
    db.session.flush()
    audit.record("programme.add_file", row, by=by.id)
    return row


def remove_file(file: ApplicationFile, *, by: Visitor) -> None:
    """The bytes go with the sweep, once nothing refers to them."""
    audit.record("programme.remove_file", file, by=by.id)
    db.session.delete(file)


def lacks(application: Application, kind: TrackKind) -> list[str]:
    """What keeps it from being sent; msgids. Team and files must be loaded."""
    long_enough = 80
    found = {
        N_("sorumlu kişi ve iletişim"): not (
            application.contact_name and application.contact_email
        ),
        N_("adı"): not application.name,
        N_("sorumlu birim"): kind is TrackKind.MUNICIPAL and not application.unit,
        N_("neden katılmak istediğiniz (en az 80 karakter)"): (
            len(application.motivation) < long_enough
        ),
        N_("bugünkü uygulamalarınız (en az 80 karakter)"): len(application.practice) < long_enough,
        N_("ekip (2–5 kişi)"): not 2 <= len(application.team) <= 5,
        N_("taahhütler"): not application.commitments,
        N_("başkanlık ya da yönetim kurulu onayı"): not application.approved,
    }
    return [what for what, missing in found.items() if missing]


def submit(application: Application, *, by: Visitor) -> None:
    """A draft within the window, what was missing within its own days: the rule has looked."""
    if missing := lacks(application, application.track.kind):
        raise Incomplete(missing=", ".join(_(one) for one in missing))
    again = application.state is ApplicationState.MISSING
    step = move(application, ApplicationState.SUBMITTED, by=by)
    reminding.tell_about(
        application,
        list_team(),
        key=f"sent:{step.id}",
        message=COMPLETED if again else SENT,
        but_not=by.id,
    )


def discard(application: Application, *, by: Visitor) -> None:
    """A draft goes whole; its files with the sweep."""
    audit.record("programme.discard", application, by=by.id)
    reminding.forget(application)
    for table in (TeamMember, ApplicationFile, Writer):
        db.session.execute(delete(table).where(table.application_id == application.id))
    db.session.execute(delete(Application).where(Application.id == application.id))


def withdraw(application: Application, *, by: Visitor, reason: str) -> None:
    """The place of an accepted one goes to the first reserve."""
    track = queue_up(application.track_id)
    db.session.refresh(application, ["state"])
    had_place = application.state is ApplicationState.ACCEPTED
    step = move(application, ApplicationState.WITHDRAWN, by=by, reason=reason)
    reminding.tell_about(
        application,
        list_team(),
        key=f"withdrawn:{step.id}",
        message=TAKEN_BACK,
        facts={"reason": reason},
        but_not=by.id,
    )
    if had_place:
        _leave(application, by)
        deciding.promote(track)


def _leave(application: Application, by: Visitor) -> None:
    row = db.session.scalar(
        select(Participation).where(Participation.application_id == application.id)
    )
    if row is not None and row.stage is not Stage.LEFT:
        participating.move_stage(row, by=by, to=Stage.LEFT, note="")
