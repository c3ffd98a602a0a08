"""The measured database: 1,000 proposals, 20 comments on each of the top 50, 40 consultations."""

import secrets
from datetime import timedelta

from sqlalchemy import insert

from accounts.models import EmailProof, Person, SignIn
from accounts.queries import token_hash
from answers.models import Duty, DutyKind
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Document,
    Eligibility,
    Level,
    Phase,
    Promise,
    Responsible,
    Template,
)
from discussion.models import Comment, Stance, Thread
from journeys.models import Journey, Kind, Status, Step
from kernel import clock
from kernel.db import db, write
from kernel.files import StoredFile
from kernel.text import fold, sort_key
from places.models import Municipality, Neighbourhood, Unit
from proposals.kinship import ProposalGram
from proposals.models import Category, Proposal, ProposalState
from proposals.queries.search import grams_of

SLUG = "olcum"
PROPOSALS = 1000
DISCUSSED = 50
COMMENTS = 20
CONSULTATIONS = 40
PEOPLE = 40


def load(proposals: int = PROPOSALS) -> str:
    """Fills an empty database; returns the sign-in token of one person."""
    token = secrets.token_urlsafe(24)
    with write():
        _people(token)
        _places()
        for number in range(1, CONSULTATIONS + 1):
            _consultation(number)
        _proposals(proposals)
    return token


def _add(model: type, rows: list[dict[str, object]]) -> None:
    db.session.execute(insert(model), rows)


def _people(token: str) -> None:
    _add(
        Person,
        [
            {"id": i, "email": f"kisi{i}@olcum.example", "name": f"Ayşe Yılmaz {i}"}
            for i in range(1, PEOPLE + 1)
        ],
    )
    _add(EmailProof, [{"person_id": i, "email": f"kisi{i}@olcum.example"} for i in range(1, 41)])
    _add(SignIn, [{"person_id": 1, "token_hash": token_hash(token), "device": "Ölçüm"}])


def _places() -> None:
    _add(
        Municipality,
        [{"id": 1, "slug": SLUG, "name": "Ölçüm", "official_name": "Ölçüm Belediyesi"}],
    )
    names = ["Çınaraltı", "Kavaklı", "Yeşilova", "Cumhuriyet", "Hürriyet", "İstasyon"]
    _add(
        Neighbourhood,
        [{"municipality_id": 1, "name": name, "sort_key": sort_key(name)} for name in names],
    )
    unit = "Fen İşleri Müdürlüğü"
    _add(Unit, [{"id": 1, "municipality_id": 1, "name": unit, "sort_key": sort_key(unit)}])
    topics = ["Park ve yeşil alan", "Ulaşım", "Çocuk", "Pazar", "Kültür", "Engelsiz kent"]
    _add(
        Category,
        [{"municipality_id": 1, "name": name, "sort_key": sort_key(name)} for name in topics],
    )


def _consultation(number: int) -> None:
    now = clock.now()
    due_on = clock.today() + timedelta(days=40)
    title = f"Değirmen Deresi’nin {number}. kesiminde önce neyi değiştirelim?"
    owner = {"municipality_id": 1, "subject": title, "object_id": number}
    owner["endpoint"] = "consultations.show"
    _add(Journey, [{"id": number, "kind": Kind.CONSULTATION, "status": Status.OPEN, **owner}])
    dates = {"first_due_on": due_on, "due_on": due_on, "unit_id": 1, "journey_id": number}
    _add(Duty, [{"id": number, "kind": DutyKind.CONSULTATION, **owner, **dates}])
    _add(
        Consultation,
        [
            {
                "id": number,
                "municipality_id": 1,
                "number": f"D-2026-{number:04d}",
                "state": ConsultationState.PUBLISHED,
                "template": Template.BUDGET,
                "asked_by": AskedBy.MUNICIPALITY,
                "title": title,
                "summary": "Derenin mahallelerimizden geçen 2,8 kilometresi yenilenecek. " * 3,
                "body_html": "<p>Kıyıda 412 ağaç var; hiçbiri kesilmeyecek.</p>" * 8,
                "unit_id": 1,
                "preview_token": f"gizli{number}",
                "published_at": now - timedelta(days=30 - number % 20),
                "duty_id": number,
                "journey_id": number,
                "folded": fold(title),
            }
        ],
    )
    _frame(number)


def _frame(number: int) -> None:
    now = clock.now()
    here = {"consultation_id": number}
    promise = {
        "can_change": "20 milyon liranın hangi projelere gideceği\nYapıma nereden başlanacağı",
        "cannot_change": "Toplam bütçe\nKıyıdaki ağaçlar",
        "level": Level.COLLABORATE,
        "decided_by": "Ölçüm Belediye Meclisi",
        "answer_by": clock.today() + timedelta(days=40),
        "office": "Belediye Başkanlığı",
    }
    _add(Promise, [{**here, **promise}])
    _add(Phase, [{**here, "label": f"Aşama {i}", "approximate": "2027 baharı"} for i in range(4)])
    _add(Responsible, [{**here, "title": f"Sorumlu {i}", "note": "153"} for i in range(3)])
    files = [
        {"name": f"belge-{i}.pdf", "mime": "application/pdf", "size": 2_400_000, "sha256": "0" * 64}
        for i in range(3)
    ]
    for file in files:
        stored = StoredFile(**file, municipality_id=1)
        db.session.add(stored)
        db.session.flush()
        db.session.add(Document(consultation_id=number, title="Kıyı raporu", file_id=stored.id))
    thread = {"municipality_id": 1, "subject": "Tartışma", "endpoint": "consultations.show"}
    _add(Thread, [{"id": 100_000 + number, "object_id": number, **thread}])
    window = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}
    common = {"municipality_id": 1, **here, **window, "eligibility": Eligibility.EMAIL}
    _add(
        Activity,
        [
            {"id": number * 10, "kind": ActivityKind.PROPOSALS, "title": "Öneriler", **common},
            {
                "id": number * 10 + 1,
                "kind": ActivityKind.DISCUSSION,
                "title": "Tartışma",
                "thread_id": 100_000 + number,
                **common,
            },
        ],
    )


def _proposals(count: int) -> None:
    now = clock.now()
    body = "Parkta 34 bankın 29’u güneşte. Yaz öğleninde oturacak yer bulunamıyor. " * 4
    journeys, threads, duties, steps, rows = [], [], [], [], []
    for i in range(1, count + 1):
        title = f"{i}. sokağa gölgede oturma yerleri"
        owner = {"municipality_id": 1, "subject": title, "object_id": i}
        owner["endpoint"] = "proposals.show"
        key = 1000 + i
        journeys.append({"id": key, "kind": Kind.PROPOSAL, "status": Status.PUBLISHED, **owner})
        steps.append({"journey_id": key, "status": Status.PUBLISHED, "by_id": i % PEOPLE + 1})
        threads.append({"id": i, "comment_count": COMMENTS if i <= DISCUSSED else 0, **owner})
        due = clock.today() + timedelta(days=40)
        dates = {"first_due_on": due, "due_on": due, "unit_id": 1, "journey_id": key}
        duties.append({"id": key, "kind": DutyKind.PROPOSAL, **owner, **dates})
        rows.append(
            {
                "id": i,
                "municipality_id": 1,
                "consultation_id": 1,
                "activity_id": 10,
                "number": f"Ö-2026-{i:04d}",
                "state": ProposalState.PUBLISHED,
                "author_id": i % PEOPLE + 1,
                "title": title,
                "problem": body,
                "body": body,
                "body_html": f"<p>{body}</p>",
                "excerpt": body[:200],
                "neighbourhood_id": i % 6 + 1,
                "category_id": i // 6 % 6 + 1,
                "shuffle": (i * 7_919_231) % 2**30,
                "folded": fold(title),
                "folded_all": fold(f"{title} {body}"),
                "support_count": count - i,
                "published_at": now - timedelta(minutes=i),
                "journey_id": key,
                "thread_id": i,
                "duty_id": key,
            }
        )
    grams = [
        {"municipality_id": 1, "gram": gram, "proposal_id": row["id"]}
        for row in rows
        for gram in grams_of(str(row["folded"]))
    ]
    for model, values in (
        (Journey, journeys),
        (Step, steps),
        (Thread, threads),
        (Duty, duties),
        (Proposal, rows),
        (ProposalGram, grams),
    ):
        _add(model, values)
    _comments(min(DISCUSSED, count))


def add_comments(thread: int, number: int) -> None:
    """More on one thread, in one insert."""
    text = "Annem koltuk değneğiyle yürüyor. Yarı yolda oturup dinlenebileceği bir yer olsun. "
    with write() as session:
        _add(
            Comment,
            [
                {
                    "municipality_id": 1,
                    "thread_id": thread,
                    "author_id": i % PEOPLE + 1,
                    "stance": list(Stance)[i % 3],
                    "body": text,
                    "html": f"<p>{text}</p>",
                }
                for i in range(number)
            ],
        )
        session.get_one(Thread, thread).comment_count += number


def _comments(threads: int) -> None:
    stances = list(Stance)
    text = "Annem koltuk değneğiyle yürüyor. Yarı yolda oturup dinlenebileceği bir yer olsun. "
    _add(
        Comment,
        [
            {
                "municipality_id": 1,
                "thread_id": thread,
                "author_id": (thread + i) % PEOPLE + 1,
                "stance": stances[i % 3],
                "body": text * 2,
                "html": f"<p>{text * 2}</p>",
            }
            for thread in range(1, threads + 1)
            for i in range(COMMENTS)
        ],
    )
