"""An option of the ballot, and the council's decision about equal ones."""

from typing import Any

from kernel.forms import (
    BaseForm,
    BooleanField,
    Lira,
    LongText,
    Radio,
    Several,
    TextLine,
    Upload,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import _, lazy
from voting import outcomes
from voting.models import Election, Option
from voting.plan import Photo

#: pixels of the longer side: a card, also on a sharp screen
PHOTO_SIDE = 480


class OptionForm(BaseForm):
    title = TextLine(lazy("Seçenek"), [required(), length(2, 200)])
    text = LongText(lazy("Kazanırsa ne olur?"), [optional, length(0, 1000)])
    cost_kurus = Lira(lazy("Maliyet (₺)"), [optional])
    pot = Radio(lazy("Parası nereden?"))
    groups = Several(lazy("Hangi gruplardan?"))
    photo = Upload(lazy("Fotoğraf"), [optional], image=True, max_side=PHOTO_SIDE)
    photo_alt = TextLine(lazy("Fotoğrafta ne görünüyor?"), [optional, length(0, 200)])
    drop_photo = BooleanField(lazy("Fotoğrafı kaldırın"))

    #: the option as it stands, for what this form does not ask
    before: Option | None = None

    @property
    def values(self) -> dict[str, Any]:
        """By the columns of an option."""
        names = ("title", "text", "cost_kurus", "pot", "groups")
        found = {name: getattr(self.before, name) for name in names if self.before is not None}
        found.update({name: self[name].data for name in names if name in self})
        found["pot"] = found.get("pot") or ""
        found["groups"] = list(found.get("groups") or ())
        return {**found, "photo": self.wanted_photo}

    @property
    def wanted_photo(self) -> Photo | None:
        """None where there is to be none."""
        if "drop_photo" in self and self.drop_photo.data:
            return None
        alt = (self.photo_alt.data or "").strip()
        if self.photo.accepted is None and not (self.before and self.before.photo):
            return None
        return Photo(alt=alt, accepted=self.photo.accepted)

    def validate(self, extra_validators: Any = None) -> bool:
        """Who cannot see the picture reads what is in it."""
        good = super().validate(extra_validators)
        wanted = self.wanted_photo
        if wanted is not None and not wanted.alt:
            self.photo_alt.errors = [_("Görmeyenler için fotoğrafta ne olduğunu yazın.")]
            return False
        return bool(good)


def option(thing: Election | Option) -> OptionForm:
    """A new one, or the one that stands already; of a proposal only what is not the proposal's."""
    known = thing if isinstance(thing, Option) else None
    election = thing.election if isinstance(thing, Option) else thing
    shown = known.photo if known is not None and known.photo else {}
    form = OptionForm(obj=known, data={"photo_alt": shown.get("alt", "")})
    form.before = known
    pots = [name for name, _sum in election.params.get("pots") or ()]
    groups = [name for name, _places in election.params.get("reserved") or ()]
    form.groups.choices = options((name, name) for name in groups)
    form.pot.choices = options([("", _("Bütün kentin parasından")), *((one, one) for one in pots)])
    unasked = [] if pots else ["pot"]
    unasked += [] if groups else ["groups"]
    unasked += [] if shown else ["drop_photo"]
    if known is not None and known.proposal_id is not None:
        unasked += ["title", "text", "cost_kurus"]
    for name in unasked:
        del form[name]
    return form


class SettleForm(BaseForm):
    options = Several(lazy("Kalan yer için karar verilen seçenekler"), [required()])
    office = TextLine(lazy("Kararı veren"), [required(), length(2, 160)])
    reason = LongText(lazy("Karar ve gerekçesi"), [required(), length(10, 2000)])

    @property
    def option_ids(self) -> list[int]:
        return [int(value) for value in self.options.data or ()]


def settle(election: Election) -> SettleForm:
    form = SettleForm()
    ties = outcomes.open_ties(election.result or {})
    tied = ties[0]["options"] if ties else ()
    form.options.choices = options((o.id, o.title) for o in election.options if str(o.id) in tied)
    return form
