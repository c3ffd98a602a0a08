"""The addresses of the layout and the navigation, as this reader sees them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import current_app, request, url_for

from kernel.http import SAFE
from kernel.i18n import LANGUAGES, _

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    current: bool


def here() -> str:
    """The way back, as part of another address."""
    return quote(request.full_path.rstrip("?") if request.method in SAFE else request.path)


def of_layout(municipality: Any, visitor: Any, here: str) -> dict[str, str]:
    """As many as exist for this reader."""
    links = {
        "programme": "/program",
        "methods": "/yontemler",
        "accessibility": "/erisilebilirlik",
        "design": "/tasarim",
        **{f"language_{code}": f"/dil/{code}?next={here}" for code in LANGUAGES},
        **{f"theme_{name}": f"/tema/{name}?next={here}" for name in THEMES},
    }
    if municipality is not None:
        home = f"/{municipality.slug}/"
        links |= {
            "home": home,
            "rules": f"{home}topluluk-kurallari",
            "privacy": f"{home}aydinlatma-metni",
            "sign_up": f"{home}uye-ol",
        }
    else:
        links["home"] = "/"
    if visitor.signed_in:
        links |= {"account": "/hesap", "notices": "/hesap/bildirimler", "sign_out": "/cikis"}
    else:
        links["sign_in"] = f"/giris?next={here}"
    if current_app.config["DEMO"]:
        links["demo_mail"] = "/demo/posta"
    return links


#: the list a reader looks at → its feed
FEEDS = {
    "consultations.list_all": "web.consultations_feed",
    "proposals.list_all": "web.proposals_feed",
    "voting.list_results": "web.votes_feed",
    "answers.list_all": "web.answers_feed",
    "roadmap.list_all": "web.actions_feed",
    "surveys.list_all": "web.surveys_feed",
    "meetings.list_all": "web.meetings_feed",
    "councils.sittings": "councils.feed",
    "opinions.results": "web.maps_feed",
    "places.list_organisations": "web.organisations_feed",
    "moderation.log": "web.moderation_feed",
}
#: what a filtered list hands on to its feed
FILTERS = ("q", "adim", "mahalle", "konu", "durum", "kurulus")


def feed() -> str:
    """For the head of a list's page; "" elsewhere."""
    endpoint = FEEDS.get(request.endpoint or "")
    if endpoint is None:
        return ""
    asked = {name: value for name in FILTERS if (value := request.args.get(name))}
    return url_for(endpoint, **asked)  # type: ignore[arg-type]


def navigation(municipality: Any, visitor: Any) -> list[Link]:
    if municipality is None:
        return []
    places = [
        (_("Danışmalar"), "consultations.list_all"),
        (_("Öneriler"), "proposals.list_all"),
        (_("Sonuçlar"), "voting.list_results"),
        (_("Yanıtlar"), "answers.list_all"),
        (_("Yol haritası"), "roadmap.list_all"),
    ]
    if visitor.is_staff(municipality.id):
        places.append((_("Masam"), "web.desk"))
    return [
        Link(label, page(endpoint, municipality.slug, request.script_root), _is_current(endpoint))
        for label, endpoint in places
    ]


@lru_cache(maxsize=1024)
def page(endpoint: str, slug: str, _root: str) -> str:
    """The same half dozen on every page."""
    return url_for(endpoint, slug=slug)


def _is_current(endpoint: str) -> bool:
    if request.path.split("/")[2:3] == ["masa"]:
        return endpoint == "web.desk"
    package = endpoint.partition(".")[0]
    return package != "web" and (request.endpoint or "").startswith(f"{package}.")
