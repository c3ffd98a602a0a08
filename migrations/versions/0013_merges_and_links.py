"""merges by consent, links, pairs that look alike; the status of what was merged"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHECKS = (
    ("journey", "ck_journey_status", "status"),
    ("journey_step", "ck_journey_step_status", "status"),
    ("proposal", "ck_proposal_proposal_state", "state"),
)


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


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


def upgrade():
    for check in CHECKS:
        _change(*check, lambda values: [*values, "merged"])
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _enum("merge_state", "proposed", "agreed", "refused", "undone", "expired"),
            nullable=False,
        ),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_merge_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_merge_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_merge_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["target_id"], ["proposal.id"], name=op.f("fk_merge_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    for column in ("activity_id", "municipality_id", "proposed_by_id", "target_id"):
        op.create_index(op.f(f"ix_merge_{column}"), "merge", [column])
    op.create_table(
        "merge_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("held_id", sa.Integer(), nullable=True),
        sa.Column("consent", _enum("consent", "waiting", "agreed", "refused"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["held_id"], ["proposal.id"], name=op.f("fk_merge_part_held_id")),
        sa.ForeignKeyConstraint(["merge_id"], ["merge.id"], name=op.f("fk_merge_part_merge_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_merge_part_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_part")),
        sa.UniqueConstraint("held_id", name=op.f("uq_merge_part_held_id")),
        sa.UniqueConstraint(
            "merge_id", "proposal_id", name=op.f("uq_merge_part_merge_id_proposal_id")
        ),
    )
    op.create_index(op.f("ix_merge_part_proposal_id"), "merge_part", ["proposal_id"])
    op.create_table(
        "proposal_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum("link_kind", "same", "completes", "contradicts", "differs", "merged", "split"),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["proposal.id"], name=op.f("fk_proposal_link_from_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["proposal.id"], name=op.f("fk_proposal_link_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_link")),
        sa.UniqueConstraint(
            "from_id", "to_id", "kind", name=op.f("uq_proposal_link_from_id_to_id_kind")
        ),
    )
    op.create_index(op.f("ix_proposal_link_to_id"), "proposal_link", ["to_id"])
    op.create_table(
        "similar_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_id"], ["proposal.id"], name=op.f("fk_similar_pair_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_similar_pair_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["proposal.id"], name=op.f("fk_similar_pair_second_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_pair")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_similar_pair_first_id_second_id")
        ),
    )
    op.create_index(op.f("ix_similar_pair_second_id"), "similar_pair", ["second_id"])
    op.create_index(
        "ix_similar_pair_waiting", "similar_pair", ["municipality_id", "settled_at", "score"]
    )


def downgrade():
    for name in ("similar_pair", "proposal_link", "merge_part", "merge"):
        op.drop_table(name)
    op.execute("DELETE FROM journey_step WHERE status = 'merged'")
    op.execute("UPDATE journey SET status = 'withdrawn' WHERE status = 'merged'")
    op.execute("UPDATE proposal SET state = 'withdrawn' WHERE state = 'merged'")
    for check in CHECKS:
        _change(*check, lambda values: [value for value in values if value != "merged"])
