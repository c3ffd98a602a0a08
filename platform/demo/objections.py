"""Complaints about a result of the demo: one answered in public, one that waits on the desk."""

from collections.abc import Iterator
from functools import partial

from demo.events import Event, in_write
from demo.story import Story
from kernel import clock
from voting import queries
from voting.services import complaints

VOTE = ("serin-sokaklar", "ss-oylama")
#: by whom, day, what
WRITTEN = (
    ("pelin", -2, "Tepecik merdivenlerine verilen para neden öteki bölgelere aktarılmadı? Kalan "
     "paranın nereye gittiği tabloda görünmüyor."),
    ("ismail", -1, "Bizim mahallede kâğıtla oy verilemedi. Yaşlılar bu yüzden oy kullanamadı; "
     "katılım bu sayıyla ölçülmemeli."),
)  # fmt: skip
ANSWERED = (
    -1,
    "Her bölgenin payı oylamadan önce dondurulan tanımda yazılıdır ve oylama bitince değişmez. Her "
    "bölgede ne kadar harcandığı ve ne kaldığı, sonuç sayfasındaki para tablosunda yazıyor. Sayım "
    "yeniden yapıldı, aynı sonuç çıktı.",
)


def events(story: Story) -> Iterator[Event]:
    for by, day, text in WRITTEN:
        if story.when(day, 12) < clock.now():
            yield story.when(day, 12), 61, in_write(partial(_complain, story, by, text))
    day, text = ANSWERED
    yield story.when(day, 16), 62, in_write(partial(_answer, story, text))


def _complain(story: Story, by: str, text: str) -> None:
    election = queries.find_election(story.activities[VOTE])
    assert election is not None
    complaints.complain(
        election, by=story.places.people[by], text=text, receipt=complaints.Receipt()
    )


def _answer(story: Story, text: str) -> None:
    """The oldest one; the officer of that consultation."""
    election = queries.find_election(story.activities[VOTE])
    assert election is not None
    waiting = [row for row in queries.list_complaints(election.id) if row.answered_at is None]
    told = next(one for one in story.town.consultations if one.key == VOTE[0])
    complaint = queries.get_complaint(min(row.id for row in waiting))
    officer = story.places.people[told.created_by]
    complaints.answer(complaint, by=officer, text=text, public=True)
