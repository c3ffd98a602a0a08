"""Form bases and fields: the shape of input, checked and prepared before any lock is taken."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from kernel import clock, files, images, text
from kernel.i18n import N_, _, lazy

Validator = Callable[[Any, Any], None]


class BaseForm(FlaskForm):
    """`prepare()` does the slow work (Markdown, hashing, images) once the input is valid."""

    #: kept as a draft when the session ends or the server fails; never passwords, ballots, files
    KEEP: ClassVar[bool] = True
    #: ask before publishing what names or finds one person; an identity number is refused
    WARN_PRIVATE: ClassVar[bool] = False

    class Meta:
        # Asked of every POST before its view (`web.app`); a form would only sign one more token.
        csrf = False

    private_ok = BooleanField(lazy("Evet, bu bilgi herkese görünsün"))
    draft = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        return self._asks_about_private() and good

    def _asks_about_private(self) -> bool:
        if not self.WARN_PRIVATE:
            return True
        good = True
        for field in self:
            if isinstance(field, (TextLine, LongText)) and not self._keeps_private(field):
                good = False
        return good

    def _keeps_private(self, field: "TextLine | LongText") -> bool:
        """What was found is told to its writer and to nobody else."""
        found = text.find_private(field.data or "")
        never = [one for one in found if one.kind in text.NEVER_PUBLIC]
        asked = [one for one in found if one.kind not in text.NEVER_PUBLIC]
        if self.private_ok.data:
            asked = []
        for message, some in ((IDENTITY, never), (PRIVATE, asked)):
            if some:
                field.errors = [*field.errors, _(message, found=_listed(some))]
        self.needs_private_ok = self.needs_private_ok or bool(asked)
        return not (never or asked)

    needs_private_ok = False

    def prepare(self) -> None:
        for field in self:
            if isinstance(field, MarkdownText):
                field.html = text.markdown(field.data or "")

    def kept_fields(self) -> dict[str, list[str]]:
        """What a draft may hold, as it was typed."""
        kept: dict[str, list[str]] = {}
        for name, field in self._fields.items():
            if isinstance(field, (PasswordField, FileField)) or name == "draft":
                continue
            raw = getattr(field, "raw_data", None)
            if raw:
                kept[name] = [str(value) for value in raw]
        return kept


PRIVATE = N_(
    "Metinde kişisel bilgi var gibi görünüyor: %(found)s. Bu sayfayı herkes görür. "
    "Silin ya da aşağıdaki kutuyu işaretleyin."
)
IDENTITY = N_("T.C. kimlik numarası yayımlanamaz: %(found)s. Numarayı silin.")
PRIVATE_LABELS: dict[text.PrivateKind, str] = {
    text.PrivateKind.IDENTITY_NUMBER: N_("kimlik numarası"),
    text.PrivateKind.IBAN: N_("IBAN"),
    text.PrivateKind.PHONE: N_("telefon"),
    text.PrivateKind.EMAIL: N_("e-posta adresi"),
    text.PrivateKind.PLATE: N_("araç plakası"),
    text.PrivateKind.ADDRESS: N_("açık adres"),
}


def _listed(found: Sequence[text.Private]) -> str:
    """ "telefon (0532 123 45 67), IBAN (TR33 …)"; the first five."""
    return ", ".join(f"{_(PRIVATE_LABELS[one.kind])} ({one.text})" for one in found[:5])


def required(message: str = N_("Bu alanı doldurun.")) -> Validator:
    def check(_form: Any, field: Any) -> None:
        empty = (
            field.data is None
            or field.data == []
            or (isinstance(field.data, str) and not field.data.strip())
        )
        if empty:
            # Conversion errors say more than "fill this in".
            errors = list(field.errors)
            field.errors = errors
            raise StopValidation(None if errors else _(message))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def optional(_form: Any, field: Any) -> None:
    """Stops the chain when nothing was typed."""
    raw = getattr(field, "raw_data", None)
    if not raw or all(isinstance(value, str) and not value.strip() for value in raw):
        field.errors = []
        raise StopValidation


def length(low: int = 0, high: int = 100_000) -> Validator:
    def check(_form: Any, field: Any) -> None:
        size = len(field.data or "")
        if size < low:
            raise ValidationError(
                _(
                    N_("En az %(low)s karakter yazın. Şu an %(size)s karakter var."),
                    low=low,
                    size=size,
                )
            )
        if size > high:
            raise ValidationError(
                _(
                    N_("En çok %(high)s karakter yazabilirsiniz. Şu an %(size)s karakter var."),
                    high=high,
                    size=size,
                )
            )

    check.field_flags = {"maxlength": high}  # type: ignore[attr-defined]
    return check


def between(low: int, high: int) -> Validator:
    def check(_form: Any, field: Any) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise ValidationError(
                _(N_("%(low)s ile %(high)s arasında bir sayı yazın."), low=low, high=high)
            )

    return check


def _first(values: Sequence[Any] | None) -> str:
    return str(values[0]) if values else ""


class TextLine(StringField):
    """One line, cleaned of control characters."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if valuelist:
            self.data = " ".join(text.clean_input(_first(valuelist)).split())


class LongText(TextAreaField):
    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if valuelist:
            self.data = text.clean_input(_first(valuelist)).strip()


class MarkdownText(LongText):
    """Long text whose safe HTML stands in `.html` after `prepare()`."""

    html = ""


class Email(EmailField):
    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if valuelist:
            self.data = text.email_key(_first(valuelist))

    def pre_validate(self, form: Any) -> None:
        value = self.data or ""
        local, _at, domain = value.partition("@")
        if value and not (
            local
            and "." in domain
            and len(value) <= 254
            and value.isprintable()
            and not any(sign in value for sign in ' ,;<>()[]\\"')
            and "@" not in domain
        ):
            raise StopValidation(_(N_("E-posta adresini ad@ornek.com biçiminde yazın.")))


class Password(PasswordField):
    """Never refilled, never kept."""


class Number(IntegerField):
    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        raw = _first(valuelist).strip()
        if not raw:
            self.data = None
            return
        try:
            self.data = int(raw)
        except ValueError:
            self.data = None
            raise ValueError(_(N_("Bir tam sayı yazın."))) from None
        if abs(self.data) > 2**31:
            self.data = None
            raise ValueError(_(N_("Bu sayı çok büyük.")))


class Lira(StringField):
    """Turkish or plain number of lira ("1.234,50"); `.data` is kuruş."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return _first(self.raw_data)
        if self.data is None:
            return ""
        lira, kurus = divmod(int(self.data), 100)
        return f"{lira:,}".replace(",", ".") + (f",{kurus:02d}" if kurus else "")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        raw = (
            _first(valuelist)
            .replace("₺", "")
            .replace("TL", "")
            .replace(" ", "")
            .replace("\u00a0", "")
        )
        self.data = None
        if not raw:
            return
        whole, _comma, rest = raw.partition(",")
        digits = whole.replace(".", "")
        if not (
            digits.isascii()
            and digits.isdigit()
            and len(digits) <= 13
            and (not rest or (rest.isascii() and rest.isdigit() and len(rest) <= 2))
        ):
            raise ValueError(_(N_("Tutarı 1.250.000 ya da 1.250.000,50 biçiminde yazın.")))
        self.data = int(digits) * 100 + int((rest + "00")[:2] or 0)


class Day(DateField):
    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        raw = _first(valuelist).strip()
        self.data = None
        if not raw:
            return
        try:
            self.data = date.fromisoformat(raw)
        except ValueError:
            raise ValueError(_(N_("Böyle bir tarih yok. Örnek: 2026-12-06"))) from None
        if not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(_(N_("Böyle bir tarih yok. Örnek: 2026-12-06")))


class LocalMoment(DateTimeLocalField):
    """A local wall-clock time; `.data` is the UTC moment."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return _first(self.raw_data)
        return clock.local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        raw = _first(valuelist).strip().replace(" ", "T")
        self.data = None
        if not raw:
            return
        try:
            typed = datetime.fromisoformat(raw)
        except ValueError:
            raise ValueError(
                _(N_("Böyle bir tarih ya da saat yok. Örnek: 2026-12-06T23:59"))
            ) from None
        if typed.tzinfo is not None or not 1900 <= typed.year <= 2200:
            raise ValueError(_(N_("Böyle bir tarih ya da saat yok. Örnek: 2026-12-06T23:59")))
        self.data = clock.at_local(typed.date(), time(typed.hour, typed.minute))


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as choices; labels may be lazy."""
    return [SelectChoice(str(value), label) for value, label in pairs]


class Choice(SelectField):
    """A select whose wrong value is told in words."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        allowed = {str(choice.value) for choice in self.choices or ()}
        if self.data not in (None, "") and str(self.data) not in allowed:
            raise StopValidation(_(N_("Listeden birini seçin.")))
        if self.data == "":
            self.data = None


class Radio(RadioField):
    data: Any

    def pre_validate(self, form: Any) -> None:
        allowed = {str(choice.value) for choice in self.choices or ()}
        if self.data not in (None, "", "None") and str(self.data) not in allowed:
            raise StopValidation(_(N_("Listeden birini seçin.")))
        if self.data in ("", "None"):
            self.data = None


class Several(SelectMultipleField):
    """Checkboxes; `.data` is a list of the chosen values."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        allowed = {str(choice.value) for choice in self.choices or ()}
        if any(str(value) not in allowed for value in self.data or []):
            raise StopValidation(_(N_("Listede olmayan bir seçenek gönderildi. Yeniden seçin.")))
        self.data = list(dict.fromkeys(self.data or []))


class Upload(FileField):
    """A file judged by its content; `.accepted` holds (bytes, mime, name) after validation."""

    accepted: tuple[bytes, str, str] | None = None

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        image: bool = False,
        max_bytes: int = 10_000_000,
        max_side: int = 2000,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.image = image
        self.max_bytes = max_bytes
        self.max_side = max_side

    def pre_validate(self, form: Any) -> None:
        if not self.data or not getattr(self.data, "filename", ""):
            return
        data = self.data.stream.read(self.max_bytes + 1)
        try:
            self.accepted = files.accept(
                data,
                name=self.data.filename,
                image_only=self.image,
                max_bytes=self.max_bytes,
                max_side=self.max_side,
            )
        except images.RefusedUpload as refusal:
            raise StopValidation(_(str(refusal.reason.value))) from None


__all__ = [
    "BaseForm",
    "BooleanField",
    "Choice",
    "Day",
    "Email",
    "Field",
    "HiddenField",
    "Lira",
    "LocalMoment",
    "LongText",
    "MarkdownText",
    "Number",
    "Password",
    "Radio",
    "Several",
    "TextLine",
    "Upload",
    "between",
    "length",
    "optional",
    "options",
    "required",
]
