"""Writes of accounts: signing up and in, proofs of the address, passwords, farewell."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from accounts import queries
from accounts.models import Digest, EmailProof, Person, SignIn
from kernel import audit, clock, drafts, links, outbox, page_cache, tokens
from kernel.db import DomainError, db, refusing, short_transaction
from kernel.i18n import N_, _, in_language

LINK_VALID = timedelta(days=7)
RESET_VALID = timedelta(hours=2)


class AddressTaken(DomainError):
    constraint = "uq_person_email"
    message = N_("Bu e-posta adresi başka bir hesapta kullanılıyor.")


class AlreadyConfirmed(DomainError):
    constraint = "uq_email_proof_person_id_living"
    message = N_("E-posta adresiniz zaten doğrulanmış.")


# --- signing up and in --------------------------------------------------------------------------


def sign_up(*, email: str, password_hash: str, name: str, language: str) -> Person | None:
    """None when the address has an account: its owner is told by mail, nobody else learns it."""
    person = Person(email=email, password_hash=password_hash, name=name, language=language)
    try:
        with refusing(AddressTaken):
            db.session.add(person)
    except AddressTaken:
        _tell_owner(email)
        return None
    audit.record("accounts.sign_up", person, by=person.id)
    send_confirmation(person)
    return person


def _tell_owner(email: str) -> None:
    owner = queries.find_person(email)
    if owner is not None:
        # One a day: the form of a stranger must not fill somebody's mailbox.
        key = f"accounts.exists:{owner.id}:{clock.today()}"
        _mail(owner, ALREADY, key=key, link=links.page("accounts.sign_in"))


def send_confirmation(person: Person) -> None:
    token = tokens.sign(queries.CONFIRM, LINK_VALID, person=person.id, email=person.email)
    _mail(person, CONFIRM, link=links.page("accounts.confirm", confirmation_id=token))


def confirm_email(person: Person) -> None:
    """A second press of the button changes nothing."""
    try:
        _prove(person)
    except AlreadyConfirmed:
        return
    audit.record("accounts.confirm_email", person, by=person.id)


def _prove(person: Person) -> None:
    with refusing(AlreadyConfirmed):
        db.session.add(EmailProof(person_id=person.id, email=person.email))


def start_session(person_id: int, *, device: str) -> str:
    """The token for the browser's cookie; only its hash is stored."""
    token = secrets.token_urlsafe(24)
    over = SignIn.created_at <= clock.now() - queries.SIGNED_IN_FOR
    db.session.execute(delete(SignIn).where(SignIn.person_id == person_id, over))
    db.session.add(
        SignIn(person_id=person_id, token_hash=queries.token_hash(token), device=device[:80])
    )
    db.session.flush()
    return token


def renew_hash(person_id: int, *, password_hash: str) -> None:
    """The same password, hashed with today's figures."""
    queries.get_person(person_id).password_hash = password_hash


def end_session(session: SignIn) -> None:
    db.session.execute(delete(SignIn).where(SignIn.id == session.id))


def sign_out(*, token: str) -> None:
    db.session.execute(delete(SignIn).where(SignIn.token_hash == queries.token_hash(token)))


def end_sessions(person_id: int, *, but_token: str = "") -> None:
    """Every browser, or every other one."""
    db.session.execute(
        delete(SignIn).where(
            SignIn.person_id == person_id, SignIn.token_hash != queries.token_hash(but_token)
        )
    )


def record_refused_sign_in(person_id: int | None) -> None:
    """In a transaction of its own, for the refused request itself leaves nothing."""
    with short_transaction() as own:
        own.add(
            audit.AuditLine(
                verb="accounts.refuse_sign_in",
                object_kind=Person.__tablename__ if person_id else None,
                object_id=str(person_id) if person_id else None,
            )
        )


# --- one's own account --------------------------------------------------------------------------


def edit(person: Person, *, name: str, language: str, digest: Digest) -> None:
    if person.name != name:
        page_cache.touch_owners([page_cache.EVERYWHERE])
    person.name = name
    person.language = language
    person.digest = digest


def ask_email_change(person: Person, *, email: str) -> None:
    """Asks at the new address; when it has an account, only its owner learns of this."""
    if queries.find_person(email) is not None:
        _tell_owner(email)
        return
    token = tokens.sign(
        queries.CHANGE_EMAIL, LINK_VALID, person=person.id, old=person.email, new=email
    )
    _mail(person, NEW_EMAIL, to=email, link=links.page("accounts.take_new_email", change_id=token))


def change_email(person: Person, *, email: str) -> None:
    """The new address was confirmed: the old proof ends, the old address is told."""
    old, proof = person.email, queries.find_proof(person.id)
    _move(person, email)
    audit.record("accounts.change_email", person, by=person.id)
    # A mistyped address at sign-up belongs to a stranger, who must not get a way in.
    if old and proof is not None:
        token = tokens.sign(queries.UNDO_EMAIL, LINK_VALID, person=person.id, old=old)
        _mail(person, CHANGED, to=old, link=links.page("accounts.undo_email", undo_id=token))


def undo_email(person: Person, *, email: str) -> None:
    """Somebody else changed it: the old address again, everybody out, a new password needed."""
    _move(person, email)
    person.password_hash = None
    end_sessions(person.id)
    audit.record("accounts.undo_email", person, by=person.id)


def _move(person: Person, email: str) -> None:
    with refusing(AddressTaken):
        person.email = email
    db.session.execute(
        update(EmailProof)
        .where(EmailProof.person_id == person.id, EmailProof.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    _prove(person)


def change_password(person: Person, *, password_hash: str, token: str) -> None:
    """Every browser but the one with `token` is signed out."""
    person.password_hash = password_hash
    end_sessions(person.id, but_token=token)
    audit.record("accounts.change_password", person, by=person.id)
    _mail(person, PASSWORD_CHANGED, link=links.page("accounts.forgotten"))


def ask_reset(*, email: str) -> None:
    """The same one row whether the address is known or not; the worker writes the mail."""
    person = queries.find_person(email)
    outbox.moment(
        f"accounts.send_reset:{secrets.token_hex(8)}",
        "accounts.send_reset",
        clock.now(),
        person_id=None if person is None else person.id,
    )


def send_reset(*, person_id: int | None) -> None:
    person = None if person_id is None else db.session.get(Person, person_id)
    if person is None or person.email is None:
        return
    token = tokens.sign(
        queries.RESET, RESET_VALID, person=person.id, mark=queries.fingerprint(person)
    )
    _mail(person, RESET, link=links.page("accounts.reset", reset_id=token))


def reset_password(person: Person, *, password_hash: str) -> None:
    """Who could open the link reads that mailbox: the address counts as confirmed too."""
    person.password_hash = password_hash
    end_sessions(person.id)
    confirm_email(person)
    audit.record("accounts.reset_password", person, by=person.id)
    _mail(person, PASSWORD_CHANGED, link=links.page("accounts.forgotten"))


def forget(person_id: int) -> None:
    """Empties every private column; the row stays, so that contributions keep an author."""
    person = queries.get_person(person_id)
    moment = clock.now()
    person.email = person.password_hash = None
    person.name, person.language, person.digest = "", "tr", Digest.NONE
    person.deleted_at = person.deleted_at or moment
    mine = EmailProof.person_id == person_id
    db.session.execute(
        update(EmailProof).where(mine, EmailProof.ended_at.is_(None)).values(ended_at=moment)
    )
    db.session.execute(update(EmailProof).where(mine).values(email=""))
    db.session.execute(delete(SignIn).where(SignIn.person_id == person_id))
    drafts.forget(person_id)
    outbox.forget(person_id)
    audit.record("accounts.forget", person, by=person_id)


# --- mails --------------------------------------------------------------------------------------

# No mail repeats the name: whoever signs up somebody else's address would choose its words.
CONFIRM = (
    N_("E-posta adresinizi doğrulayın"),
    N_(
        "Merhaba,\n\n"
        "Bu adresle Katılıyoruz'da bir hesap açıldı. Hesap sizinse aşağıdaki sayfayı açın ve "
        "düğmeye basın. Öneri ve yorum yazabilmeniz için adresinizi bilmemiz gerekiyor.\n\n"
        "%(link)s\n\n"
        "Bağlantı 7 gün geçerlidir. Hesabı siz açmadıysanız bir şey yapmanız gerekmez; "
        "adres doğrulanmadan o hesapla hiçbir şey yayımlanamaz.\n\n"
        "Katılıyoruz\n"
    ),
)
ALREADY = (
    N_("Bu adresle zaten bir hesabınız var"),
    N_(
        "Merhaba,\n\n"
        "Az önce biri bu adresle Katılıyoruz'da yeni bir hesap açmak istedi. Bu adresle zaten "
        "bir hesabınız olduğu için yenisi açılmadı. Siz yaptıysanız hesabınıza giriş yapın; "
        "parolanızı unuttuysanız aynı sayfadan yenileyebilirsiniz.\n\n"
        "%(link)s\n\n"
        "Siz yapmadıysanız bir şey yapmanız gerekmez. Hesabınızda hiçbir şey değişmedi.\n\n"
        "Katılıyoruz\n"
    ),
)
NEW_EMAIL = (
    N_("Yeni e-posta adresinizi onaylayın"),
    N_(
        "Merhaba,\n\n"
        "Katılıyoruz hesabınızın e-posta adresini bu adresle değiştirmek istediniz. "
        "Aşağıdaki sayfayı açıp düğmeye bastığınızda yeni adresiniz geçerli olur.\n\n"
        "%(link)s\n\n"
        "Bağlantı 7 gün geçerlidir. Bunu siz istemediyseniz bir şey yapmanız gerekmez.\n\n"
        "Katılıyoruz\n"
    ),
)
CHANGED = (
    N_("Hesabınızın e-posta adresi değişti"),
    N_(
        "Merhaba,\n\n"
        "Katılıyoruz hesabınızın e-posta adresi değişti. Bundan sonra iletileri yeni adresinize "
        "göndereceğiz.\n\n"
        "Adresi siz değiştirmediyseniz aşağıdaki sayfayı açıp eski adresinizi geri alın. "
        "Bütün oturumlar kapanır, ardından yeni bir parola belirlersiniz.\n\n"
        "%(link)s\n\n"
        "Bağlantı 7 gün geçerlidir.\n\n"
        "Katılıyoruz\n"
    ),
)
PASSWORD_CHANGED = (
    N_("Parolanız değişti"),
    N_(
        "Merhaba,\n\n"
        "Katılıyoruz hesabınızın parolası değişti. Siz değiştirdiyseniz bir şey yapmanız "
        "gerekmez.\n\n"
        "Siz değiştirmediyseniz parolanızı hemen yenileyin:\n\n"
        "%(link)s\n\n"
        "Katılıyoruz\n"
    ),
)
RESET = (
    N_("Parolanızı yenileyin"),
    N_(
        "Merhaba,\n\n"
        "Katılıyoruz hesabınız için yeni bir parola istediniz. Parolanızı bu sayfada "
        "belirleyebilirsiniz:\n\n"
        "%(link)s\n\n"
        "Bağlantı 2 saat geçerlidir ve bir kez kullanılabilir. Bunu siz istemediyseniz bir şey "
        "yapmanız gerekmez; parolanız değişmedi.\n\n"
        "Katılıyoruz\n"
    ),
)


def _mail(
    person: Person, words: tuple[str, str], *, key: str = "", to: str = "", **facts: Any
) -> None:
    """In the person's language; every mail is another one unless it has a key."""
    with in_language(person.language):
        outbox.mail(
            key or f"accounts.mail:{person.id}:{secrets.token_hex(8)}",
            to or person.email or "",
            _(words[0]),
            _(words[1], **facts),
            person_id=person.id,
        )
