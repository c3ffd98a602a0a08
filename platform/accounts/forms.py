"""Forms of accounts. Throttles and Argon2 run in `prepare` and `validate`: before any lock."""

import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

from flask import current_app
from wtforms.validators import ValidationError

from accounts import queries
from accounts.models import Digest, Person
from accounts.rules import Link
from kernel import passwords, throttle
from kernel.forms import (
    BaseForm,
    BooleanField,
    Email,
    Password,
    Radio,
    TextLine,
    length,
    options,
    required,
)
from kernel.i18n import LANGUAGE_NAMES, N_, _, lazy

# Letters by their category, blank to the eye.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs")


def seen(name: str) -> str:
    """Without signs that nobody sees: "Ayşe" with one of them would pass for another Ayşe."""
    shown = (
        sign
        for sign in name
        if sign not in _BLANK
        and unicodedata.category(sign) not in _UNSEEN
        and not "\ufe00" <= sign <= "\ufe0f"
    )
    return " ".join("".join(shown).split())


class PublicName(TextLine):
    """A name or nickname as everybody will read it."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = seen(self.data or "")

    def pre_validate(self, form: Any) -> None:
        name = self.data or ""
        if name and not any(sign.isalnum() for sign in name):
            raise ValidationError(_(N_("Adınızda en az bir harf ya da rakam olmalı.")))
        marks = "".join("m" if unicodedata.combining(sign) else "-" for sign in name)
        if "mmm" in marks:
            raise ValidationError(_(N_("Bu adda üst üste binen işaretler var. Onları silin.")))


def _judge(password: str, *, email: str, name: str) -> None:
    if found := passwords.problems(password, email=email, name=name):
        raise ValidationError(_(found[0].value))


class SignUpForm(BaseForm):
    """Base of the municipality's sign-up page, which adds what it asks for itself."""

    name = PublicName(lazy("Adınız"), [required(), length(2, 120)])
    email = Email(lazy("E-posta adresiniz"), [required()])
    password = Password(lazy("Parola"), [required()])
    password_hash = ""

    def validate_password(self, field: Any) -> None:
        _judge(field.data, email=self.email.data or "", name=self.name.data or "")

    def prepare(self) -> None:
        throttle.count_account("sign_up", self.email.data or "")
        super().prepare()
        self.password_hash = passwords.hash_password(self.password.data or "")


class SignInForm(BaseForm):
    """After `prepare`: `person_id` is who gave the right password, `about` whose address it is."""

    KEEP: ClassVar[bool] = False

    email = Email(lazy("E-posta adresiniz"), [required()])
    password = Password(lazy("Parolanız"), [required()])
    stay = BooleanField(lazy("Bu cihazda oturumum açık kalsın"))
    person_id: int | None = None
    about: int | None = None
    #: the password hashed with today's figures, when the stored hash has older ones
    new_hash: str | None = None

    def prepare(self) -> None:
        email, password = self.email.data or "", self.password.data or ""
        if not _is_demo(email):
            throttle.count_account("sign_in", email)
        super().prepare()
        person = queries.find_person(email)
        self.about = None if person is None else person.id
        if person is None or person.password_hash is None:
            passwords.dummy_verify()
        elif passwords.verify(person.password_hash, password):
            self.person_id = person.id
            if passwords.needs_rehash(person.password_hash):
                self.new_hash = passwords.hash_password(password)


def _is_demo(email: str) -> bool:
    """Many visitors of the demo share these accounts: they are not counted."""
    shared = current_app.extensions.get("demo_sign_ins", [])
    return bool(current_app.config["DEMO"]) and email in {address for _role, address in shared}


class ForgottenForm(BaseForm):
    KEEP: ClassVar[bool] = False

    email = Email(lazy("E-posta adresiniz"), [required()])

    def prepare(self) -> None:
        throttle.count_account("reset", self.email.data or "")
        super().prepare()


class AsksPassword(BaseForm):
    """What could cost somebody the account asks for the password again."""

    KEEP: ClassVar[bool] = False

    current = Password(lazy("Şimdiki parolanız"), [required()])
    of: Person | None = None

    def validate_current(self, field: Any) -> None:
        known = None if self.of is None else self.of.password_hash
        if known is None or not passwords.verify(known, field.data):
            raise ValidationError(_(N_("Şimdiki parolanız bu değil.")))


class NewPasswordForm(BaseForm):
    KEEP: ClassVar[bool] = False

    password = Password(lazy("Yeni parola"), [required()])
    password_hash = ""
    #: whose password it becomes
    of: Link | Person | None = None

    def validate_password(self, field: Any) -> None:
        if self.of is not None:
            _judge(field.data, email=self.of.email or "", name=self.of.name)

    def prepare(self) -> None:
        super().prepare()
        self.password_hash = passwords.hash_password(self.password.data or "")


def new_password(link: Link) -> NewPasswordForm:
    form = NewPasswordForm()
    form.of = link
    return form


class ChangePasswordForm(AsksPassword, NewPasswordForm):
    of: Person | None = None


class ChangeEmailForm(AsksPassword):
    email = Email(lazy("Yeni e-posta adresiniz"), [required()])

    def validate_email(self, field: Any) -> None:
        if self.of is not None and field.data == self.of.email:
            raise ValidationError(_(N_("Hesabınızın adresi zaten bu.")))

    def prepare(self) -> None:
        throttle.count_account("reset", self.email.data or "")
        super().prepare()


class ProfileForm(BaseForm):
    name = PublicName(lazy("Adınız"), [required(), length(2, 120)])
    language = Radio(lazy("Dil"), [required()], choices=options(LANGUAGE_NAMES.items()))
    digest = BooleanField(lazy("Haberleri e-postayla da gönderin"))


def profile(person: Person) -> ProfileForm:
    return ProfileForm(
        name=person.name, language=person.language, digest=person.digest is Digest.DAILY
    )
