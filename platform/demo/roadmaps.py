"""The demo's roadmaps: drafted with an association, commented, adopted, monitored; one open now."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from demo.events import Event, in_write
from demo.story import Story
from demo.town import CONTENT
from discussion import services as discussion
from kernel import clock
from kernel.text import markdown
from roadmap import queries, services
from roadmap.models import Adopter, SectionWord
from roadmap.services import Decided, Draft, Goalpost, Head, News, Period, Words

Told = Mapping[str, Any]


def events(story: Story) -> Iterator[Event]:
    file = tomllib.loads((CONTENT / "roadmap.toml").read_text("utf-8"))
    for told in file["roadmap"]:
        yield from Telling(story, told).events()


class Telling:
    """One roadmap; its Markdown is rendered before any write begins."""

    def __init__(self, story: Story, told: Told) -> None:
        self.story = story
        self.told = told
        self.by = story.places.people[told["by"]]
        self.roadmap = 0
        #: by the keys of the content
        self.goals: dict[str, int] = {}
        self.actions: dict[str, int] = {}
        self.html = {text: markdown(text) for text in _texts(told)}

    def events(self) -> Iterator[Event]:
        story, told = self.story, self.told
        begins = told["begins"]
        yield story.when(begins, 10), 70, in_write(self.draft)
        for goal in told["goal"]:
            answer = in_write(partial(self.accept, goal))
            yield story.when(begins + 3, 11), 71, answer
            yield story.when(begins + 8, 11), 72, in_write(partial(self.write_section, goal))
            if "word" in goal:
                yield story.when(told["opened"] - 1, 11), 72, in_write(partial(self.sign, goal))
        yield story.when(told["opened"], 10), 73, in_write(self.open)
        for one in self.lines():
            for said in one.get("comments", []):
                yield story.when(said["day"], 19), 74, in_write(partial(self.say, one, said))
        if "adopted" in told:
            yield from self.in_force()

    def in_force(self) -> Iterator[Event]:
        story, told = self.story, self.told
        yield story.when(told["revised"], 11), 75, in_write(self.revise)
        for goal in told["goal"]:
            yield story.when(told["adopted"] - 2, 11), 75, in_write(partial(self.sign, goal))
        yield story.when(told["adopted"], 15), 76, in_write(self.adopt)
        for one in self.lines():
            if "partner" in one:
                day = told["adopted"] + 6
                yield story.when(day, 12), 77, in_write(partial(self.take_part, one))
            for news in one["updates"]:
                yield story.when(news["day"], 16), 78, in_write(partial(self.news, one, news))
            for row in one.get("measures", []):
                yield story.when(row["day"], 17), 79, in_write(partial(self.measure, one, row))
            for verb in ("postponed", "cancelled"):
                if verb in one:
                    stop = in_write(partial(self.stop, one, verb))
                    yield story.when(one[verb], 14), 80, stop
        yield story.when(told["report"], 10), 81, in_write(self.report)

    def lines(self) -> Iterator[Told]:
        for goal in self.told["goal"]:
            for objective in goal["objective"]:
                yield from objective["action"]

    def day(self, number: int) -> Any:
        return self.story.town.today + timedelta(days=number)

    # --- the draft ------------------------------------------------------------------------------

    def draft(self) -> None:
        told = self.told
        head = Head(
            title=told["title"],
            text=told["text"],
            html=self.html[told["text"]],
            starts_on=self.day(told["starts"]),
            ends_on=self.day(told["ends"]),
            report_months=6,
        )
        roadmap = services.create(self.municipality, by=self.by, head=head)
        self.roadmap = roadmap.id
        for goal in told["goal"]:
            made = services.add_goal(roadmap, by=self.by, words=self.words(goal))
            self.goals[goal["key"]] = made.id
            services.invite(
                queries.get_goal(made.id),
                by=self.by,
                organisation_id=self.story.places.organisations[goal["invite"]],
            )

    @property
    def municipality(self) -> int:
        return self.story.places.municipality_id

    def words(self, told: Told) -> Words:
        return Words(title=told["title"], text=told["text"], html=self.html[told["text"]])

    def accept(self, told: Told) -> None:
        goal = queries.get_goal(self.goals[told["key"]])
        coauthor = queries.get_coauthor(goal.coauthors[0].id)
        representative = self.story.places.people[told["answers"]]
        services.answer_invitation(coauthor, by=representative, accept=True)

    def write_section(self, told: Told) -> None:
        """The co-author writes the objectives, the officer the actions with their figures."""
        goal = queries.get_goal(self.goals[told["key"]])
        representative = self.story.places.people[told["answers"]]
        for one in told["objective"]:
            made = services.add_objective(goal, by=representative, words=self.words(one))
            for action in one["action"]:
                self.add(queries.get_objective(made.id), action)

    def sign(self, told: Told) -> None:
        """The co-author's word on its section, before it is opened and before it is adopted."""
        goal = queries.get_goal(self.goals[told["key"]])
        services.sign(
            queries.get_coauthor(goal.coauthors[0].id),
            by=self.story.places.people[told["answers"]],
            word=SectionWord(told["word"]),
            reason=told.get("word_reason", ""),
        )

    def add(self, part: queries.Part, told: Told) -> None:
        places = self.story.places
        budget = told.get("budget_tl")
        draft = Draft(
            title=told["title"],
            text=told["text"],
            html=self.html[told["text"]],
            unit_id=places.units[told["unit"]],
            starts_on=self.day(told["start"]),
            ends_on=self.day(told["end"]),
            by_quarter=told.get("quarter", False),
            budget_kurus=None if budget is None else budget * 100,
            plan_code=told.get("plan_code", ""),
            sdg=told.get("sdg", ""),
            neighbourhood_ids=tuple(
                places.neighbourhoods[name] for name in told.get("neighbourhoods", [])
            ),
        )
        action = services.add_action(part, by=self.by, draft=draft)
        self.actions[told["key"]] = action.id
        self.describe(action.id, told)

    def describe(self, action_id: int, told: Told) -> None:
        action = queries.get_draft(action_id)
        for key in told.get("proposals", []):
            number = self.story.proposals[key]
            services.add_origin(action, by=self.by, endpoint="proposals.show", object_id=number)
        if "consultation" in told:
            number = self.story.consultations[told["consultation"]]
            services.add_origin(action, by=self.by, endpoint="consultations.show", object_id=number)
        if "indicator" in told:
            row = told["indicator"]
            baseline = row.get("baseline")
            goalpost = Goalpost(
                name=row["name"],
                unit=row["unit"],
                baseline=None if baseline is None else baseline * 1000,
                target=row["target"] * 1000,
                source=row["source"],
            )
            services.add_indicator(action, by=self.by, goalpost=goalpost)
        if "partner" in told:
            organisation = self.story.places.organisations[told["partner"]]
            services.ask_partner(
                action, by=self.by, organisation_id=organisation, role=told["role"]
            )

    # --- comments and decisions -----------------------------------------------------------------

    def open(self) -> None:
        told = self.told
        services.open_comments(
            queries.get_roadmap(self.roadmap),
            by=self.by,
            until=clock.end_of(self.day(told["comments_until"])),
            note=told["opened_note"],
        )

    def say(self, told: Told, said: Told) -> None:
        thread = queries.get_action(self.actions[told["key"]]).thread
        assert thread is not None
        by = self.story.places.people[said["by"]]
        discussion.post(thread, by=by, body=said["text"], html=f"<p>{said['text']}</p>")

    def revise(self) -> None:
        """After the comments: the bulletin is to begin earlier."""
        action = queries.get_draft(self.actions["bulten"])
        services.edit_action(
            action,
            by=self.by,
            draft=Draft(
                title=action.title,
                text=action.text,
                html=action.html,
                unit_id=action.unit_id or 0,
                starts_on=action.starts_on,
                ends_on=action.ends_on - timedelta(days=60),
                by_quarter=True,
                budget_kurus=action.budget_kurus,
            ),
        )
        roadmap = queries.get_roadmap(self.roadmap)
        services.renew(roadmap, by=self.by, note=self.told["revised_note"])

    def adopt(self) -> None:
        on = self.day(self.told["adopted"])
        services.adopt(
            queries.get_roadmap(self.roadmap),
            by=self.by,
            decided=Decided(by=Adopter.COUNCIL, number=f"{on.year}/{self.told['decision']}", on=on),
            in_force_on=self.day(self.told["in_force"]),
        )

    # --- in force -------------------------------------------------------------------------------

    def action(self, told: Told) -> Any:
        return queries.get_action(self.actions[told["key"]])

    def take_part(self, told: Told) -> None:
        partner = queries.get_partner(self.action(told).partners[0].id)
        by = self.story.places.people[told["accepts"]]
        services.answer_partnership(partner, by=by, accept=True)

    def news(self, told: Told, news: Told) -> None:
        row = News(
            text=news["text"],
            html=self.html[news["text"]],
            progress=news["progress"],
            new_ends_on=self.day(news["end"]) if "end" in news else None,
            delay_reason=news.get("reason", ""),
        )
        by, action = self.story.places.people[news["by"]], self.action(told)
        if news.get("done"):
            services.complete(action, by=by, completed_on=clock.today(), news=row)
        else:
            services.update(action, by=by, news=row)

    def measure(self, told: Told, row: Told) -> None:
        indicator = queries.get_indicator(self.action(told).indicators[0].id)
        services.measure(indicator, by=self.by, on=clock.today(), value=row["value"] * 1000)

    def stop(self, told: Told, verb: str) -> None:
        action = self.action(told)
        if verb == "cancelled":
            services.cancel(action, by=self.by, reason=told["cancel_reason"])
            return
        reason = told["postpone_reason"]
        news = News(
            text=reason, html=f"<p>{reason}</p>", progress=action.progress, delay_reason=reason
        )
        services.postpone(action, by=self.by, news=news)

    def report(self) -> None:
        told = self.told
        text = told["report_text"]
        report = services.write_report(
            queries.get_roadmap(self.roadmap),
            by=self.by,
            period=Period(
                self.day(told["in_force"]), self.day(told["report"]), text, self.html[text]
            ),
        )
        services.publish_report(queries.get_report(report.id), by=self.by)


def _texts(told: Told) -> Iterator[str]:
    """Everything that is Markdown."""
    for name, value in told.items():
        if isinstance(value, list):
            for one in value:
                if isinstance(one, Mapping):
                    yield from _texts(one)
        elif name in ("text", "report_text"):
            yield value
