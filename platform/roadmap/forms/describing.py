"""Partners, indicators, measurements and origins of an action."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException
from wtforms import StringField
from wtforms.validators import ValidationError

from kernel import clock, owners
from kernel.forms import BaseForm, Day, LongText, TextLine, length, optional, required
from kernel.i18n import N_, _, lazy
from roadmap.forms.documents import PartnerForm, ask_partner
from roadmap.models import Action, ActionState, Indicator, Partner
from roadmap.services import Goalpost

#: a thousand billion, in thousandths
MOST = 10**15


class Amount(StringField):
    """ "1.234,5" or "12,5"; `.data` is thousandths."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else typed(self.data)

    def process_formdata(self, valuelist: Any) -> None:
        raw = str(valuelist[0]).strip().replace(" ", "") if valuelist else ""
        self.data = None
        if not raw:
            return
        self.data = thousandths(raw)
        if self.data is None:
            raise ValueError(_(N_("Sayıyı 1.250 ya da 12,5 biçiminde yazın.")))


def thousandths(text: str) -> int | None:
    """None for what is no number of at most three decimals."""
    sign = -1 if text.startswith("-") else 1
    whole, _comma, rest = text.removeprefix("-").partition(",")
    digits = whole.replace(".", "")
    good = digits.isascii() and digits.isdigit() and len(digits) <= 12
    if not good or not (not rest or (rest.isascii() and rest.isdigit() and len(rest) <= 3)):
        return None
    return sign * (int(digits) * 1000 + int((rest + "000")[:3]))


def typed(value: int) -> str:
    """Thousandths as somebody would type them: what `thousandths` reads back."""
    whole, rest = divmod(abs(value), 1000)
    decimals = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


class IndicatorForm(BaseForm):
    WARN_PRIVATE = True

    name = TextLine(lazy("Ne ölçülecek?"), [required(), length(3, 200)])
    unit = TextLine(lazy("Birim"), [required(), length(1, 40)])
    baseline = Amount(lazy("Başlangıç değeri"), [optional])
    target = Amount(lazy("Hedef değer"), [required()])
    source = TextLine(lazy("Veri kaynağı"), [length(0, 200)])
    reason = LongText(lazy("Neden değişiyor?"), [required(), length(20, 400)])

    def goalpost(self) -> Goalpost:
        return Goalpost(
            name=self.name.data,
            unit=self.unit.data,
            baseline=self.baseline.data,
            target=self.target.data,
            source=self.source.data or "",
        )


def indicator(_action: Action) -> IndicatorForm:
    form = IndicatorForm()
    del form.reason
    return form


def edit_indicator(indicator: Indicator) -> IndicatorForm:
    """A promise needs a reason to read otherwise, a draft none."""
    form = IndicatorForm(obj=indicator)
    if indicator.action.state is ActionState.DRAFT:
        del form.reason
    return form


class WithdrawForm(BaseForm):
    WARN_PRIVATE = True

    reason = LongText(lazy("Neden geri çekiliyor?"), [required(), length(20, 400)])


def withdraw(part: Indicator | Partner) -> WithdrawForm:
    form = WithdrawForm()
    if part.action.state is ActionState.DRAFT:
        del form.reason
    return form


class RoleForm(BaseForm):
    WARN_PRIVATE = True

    role = TextLine(lazy("Bu eylemdeki payı"), [required(), length(5, 300)])


def edit_partner(partner: Partner) -> RoleForm:
    return RoleForm(obj=partner)


class MeasureForm(BaseForm):
    on = Day(lazy("Ölçüm günü"), [required()])
    value = Amount(lazy("Değer"), [required()])
    note = TextLine(lazy("Not"), [length(0, 300)])

    def validate_on(self, field: Any) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_(N_("Gelecekteki bir gün yazılamaz.")))


def measurement(_indicator: Indicator) -> MeasureForm:
    return MeasureForm(data={"on": clock.today()})


class OriginForm(BaseForm):
    """A page of this municipality, or the name of something outside."""

    address = TextLine(lazy("Sayfanın adresi"), [length(0, 400)])
    label = TextLine(lazy("Adı"), [length(0, 300)])
    #: endpoint and number of the page
    place: tuple[str, int] | None = None

    def validate_address(self, field: Any) -> None:
        if not field.data:
            if not self.label.data:
                raise ValidationError(_(N_("Adresi ya da adını yazın.")))
            return
        self.place = _find(field.data)
        if self.place is None:
            raise ValidationError(
                _(N_("Bu adreste bu belediyenin yayımlanmış bir sayfası bulunamadı."))
            )


def _find(address: str) -> tuple[str, int] | None:
    """What our own routes make of it."""
    adapter = current_app.url_map.bind(request.host)
    try:
        endpoint, values = adapter.match(urlsplit(address).path, method="GET")
    except (HTTPException, ValueError):
        return None
    number = values.get(owners.ARGUMENTS.get(endpoint, ""))
    if values.get("slug") != g.slug or not isinstance(number, int) or number > 2**31 - 1:
        return None
    return endpoint, number


def origin(_action: Action) -> OriginForm:
    return OriginForm()


__all__ = [
    "IndicatorForm",
    "MeasureForm",
    "OriginForm",
    "PartnerForm",
    "RoleForm",
    "WithdrawForm",
    "ask_partner",
]
