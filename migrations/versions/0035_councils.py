"""councils: the kent konseyi and its opinions, the municipal council's agenda"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STATUSES = ("adopted", "submitted", "on_agenda", "in_committee", "decided", "noted")
#: table, constraint, column, and the values that are new
NEW = (
    ("journey", "ck_journey_kind", "kind", ("council_opinion", "agenda_item")),
    ("journey", "ck_journey_status", "status", STATUSES),
    ("journey_step", "ck_journey_step_status", "status", STATUSES),
    ("answer", "ck_answer_decision", "decision", ("noted",)),
)
TABLES = (
    "council_sitting",
    "council_body",
    "council_sitting_change",
    "council_gathering",
    "council_item",
    "council_member",
    "council_attendance",
    "council_document",
    "council_opinion",
    "council_vote",
)


def upgrade():
    for *check, new in NEW:
        _change(*check, lambda values, new=new: [*values, *new])
    op.create_table(
        "council_sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("extraordinary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_council_sitting_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_sitting")),
        sa.UniqueConstraint(
            "municipality_id",
            "starts_at",
            name=op.f("uq_council_sitting_municipality_id_starts_at"),
        ),
    )
    op.create_index(
        "ix_council_sitting_municipality_id_first_on",
        "council_sitting",
        ["municipality_id", "first_on"],
        unique=False,
    )
    op.create_table(
        "council_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "general",
                "executive",
                "assembly",
                "group",
                name="body_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column(
            "quorum",
            sa.Enum(
                "none",
                "majority",
                "share",
                "number",
                name="quorum",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quorum_value", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("quorum_value >= 0", name=op.f("ck_council_body_quorum_value")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_council_body_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_council_body_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_body")),
        sa.UniqueConstraint(
            "organisation_id", "name", name=op.f("uq_council_body_organisation_id_name")
        ),
    )
    op.create_index(
        op.f("ix_council_body_municipality_id"), "council_body", ["municipality_id"], unique=False
    )
    op.create_table(
        "council_sitting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_council_sitting_change_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"],
            ["council_sitting.id"],
            name=op.f("fk_council_sitting_change_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_sitting_change")),
    )
    op.create_index(
        op.f("ix_council_sitting_change_sitting_id"),
        "council_sitting_change",
        ["sitting_id"],
        unique=False,
    )
    op.create_table(
        "council_gathering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "quorum",
            sa.Enum(
                "none",
                "majority",
                "share",
                "number",
                name="quorum",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quorum_value", sa.Integer(), nullable=False),
        sa.Column("member_count", sa.Integer(), nullable=True),
        sa.Column("present_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["council_body.id"], name=op.f("fk_council_gathering_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_council_gathering_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_council_gathering_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_gathering")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_council_gathering_meeting_id")),
    )
    op.create_index(
        op.f("ix_council_gathering_body_id"), "council_gathering", ["body_id"], unique=False
    )
    op.create_index(
        op.f("ix_council_gathering_municipality_id"),
        "council_gathering",
        ["municipality_id"],
        unique=False,
    )
    op.create_table(
        "council_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("journey_id", sa.Integer(), nullable=True),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("committee", sa.String(length=160), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "partly",
                "refused",
                "information",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decision_html", sa.Text(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstain", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR (decided_on IS NOT NULL AND decision_number <> '')",
            name=op.f("ck_council_item_decided_whole"),
        ),
        sa.CheckConstraint(
            "closes_at IS NULL OR opens_at IS NOT NULL", name=op.f("ck_council_item_window")
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["answer_duty.id"], name=op.f("fk_council_item_duty_id")
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_council_item_journey_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_council_item_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["council_sitting.id"], name=op.f("fk_council_item_sitting_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_council_item_thread_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_council_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_item")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_council_item_sitting_id_number")),
    )
    op.create_index(
        "ix_council_item_municipality_id_decided_on",
        "council_item",
        ["municipality_id", "decided_on"],
        unique=False,
    )
    op.create_table(
        "council_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "governor",
                "mayor",
                "public_body",
                "muhtar",
                "party",
                "university",
                "chamber",
                "union",
                "ngo",
                "assembly",
                "group",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("represents", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "seat",
            sa.Enum(
                "full",
                "substitute",
                name="seat",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "office",
            sa.Enum(
                "president",
                "vice",
                "secretary",
                "speaker",
                name="office",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_council_member_term")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["council_body.id"], name=op.f("fk_council_member_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_council_member_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_council_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_member")),
    )
    op.create_index(op.f("ix_council_member_body_id"), "council_member", ["body_id"], unique=False)
    op.create_index(
        op.f("ix_council_member_municipality_id"),
        "council_member",
        ["municipality_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_council_member_person_id"), "council_member", ["person_id"], unique=False
    )
    op.create_table(
        "council_attendance",
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gathering_id"],
            ["council_gathering.id"],
            name=op.f("fk_council_attendance_gathering_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["council_member.id"], name=op.f("fk_council_attendance_member_id")
        ),
        sa.PrimaryKeyConstraint("gathering_id", "member_id", name=op.f("pk_council_attendance")),
    )
    op.create_index(
        op.f("ix_council_attendance_member_id"), "council_attendance", ["member_id"], unique=False
    )
    op.create_table(
        "council_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_council_document_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["council_item.id"], name=op.f("fk_council_document_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_document")),
    )
    op.create_index(
        op.f("ix_council_document_item_id"), "council_document", ["item_id"], unique=False
    )
    op.create_table(
        "council_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("gathering_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_number", sa.String(length=60), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_number", sa.String(length=60), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("announced_link", sa.String(length=300), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("journey_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "handed_on IS NULL OR handed_number <> ''",
            name=op.f("ck_council_opinion_handed_with_number"),
        ),
        sa.CheckConstraint(
            "told_on IS NULL OR told_number <> ''", name=op.f("ck_council_opinion_told_with_number")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["council_body.id"], name=op.f("fk_council_opinion_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["answer_duty.id"], name=op.f("fk_council_opinion_duty_id")
        ),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["council_gathering.id"], name=op.f("fk_council_opinion_gathering_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["council_item.id"], name=op.f("fk_council_opinion_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_council_opinion_journey_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_council_opinion_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_opinion")),
        sa.UniqueConstraint("item_id", name=op.f("uq_council_opinion_item_id")),
    )
    op.create_index(
        op.f("ix_council_opinion_body_id"), "council_opinion", ["body_id"], unique=False
    )
    op.create_index(
        op.f("ix_council_opinion_municipality_id"),
        "council_opinion",
        ["municipality_id"],
        unique=False,
    )
    op.create_table(
        "council_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstain", sa.Integer(), nullable=True),
        sa.Column("election_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(election_id IS NULL) = (votes_for IS NOT NULL)",
            name=op.f("ck_council_vote_open_or_secret"),
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name=op.f("fk_council_vote_election_id")
        ),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["council_gathering.id"], name=op.f("fk_council_vote_gathering_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_council_vote_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_vote")),
    )
    op.create_index(
        op.f("ix_council_vote_election_id"), "council_vote", ["election_id"], unique=False
    )
    op.create_index(
        op.f("ix_council_vote_gathering_id"), "council_vote", ["gathering_id"], unique=False
    )


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    for *check, new in NEW:
        _change(*check, lambda values, new=new: [one for one in values if one not in new])


def _change(table, name, column, change):
    """The values of a CHECK, changed in place: the table, its triggers and references stay."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        sql = connection.scalar(
            sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :t"),
            {"t": table},
        )
        found = re.search(rf'CONSTRAINT "?{name}"? CHECK \({column} IN \(([^)]*)\)\)', sql)
        values = ", ".join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", found[1])))
        new = sql[: found.start(1)] + values + sql[found.end(1) :]
        version = connection.scalar(sa.text("PRAGMA schema_version"))
        connection.execute(sa.text("PRAGMA writable_schema = ON"))
        connection.execute(
            sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :t"),
            {"sql": new, "t": table},
        )
        connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
        connection.execute(sa.text("PRAGMA writable_schema = OFF"))
        return
    old = connection.scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": name},
    )
    values = ", ".join(f"'{value}'" for value in change(re.findall(r"'(\w+)'", old)))
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, f"{column} IN ({values})")
