"""the two gates: units' assessments, decisions, objections; lines of a journey; conflicts"""

import re

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True)
STATUSES = (
    'published', 'on_ballot', 'refused', 'chosen', 'not_chosen', 'accepted', 'partly', 'forwarded',
    'postponed', 'withdrawn', 'on_roadmap', 'open', 'ended_early', 'answered', 'planned', 'started',
    'completed', 'cancelled', 'merged', 'assessing', 'handed_over',
)
#: table, constraint, column, and the values that are new
NEW = (
    ('journey', 'ck_journey_status', 'status', ('assessing', 'handed_over')),
    ('journey_step', 'ck_journey_step_status', 'status', ('assessing', 'handed_over')),
    ('answer', 'ck_answer_decision', 'decision', ('handed_over', 'on_ballot')),
    ('answer_duty', 'ck_answer_duty_duty_kind', 'kind', ('objection',)),
)


def upgrade():
    for *check, new in NEW:
        _change(*check, lambda values, new=new: [*values, *new])
    op.add_column(
        'journey_step', sa.Column('moved', sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    _conflict()
    _assessment()
    _decision()
    _objection()


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


def _key(table, column, other='person'):
    return sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}'))


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _conflict():
    table = 'conflict_of_interest'
    op.create_table(
        table,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
        _key(table, 'municipality_id', 'municipality'),
        _key(table, 'duty_id', 'answer_duty'),
        _key(table, 'person_id'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        sa.UniqueConstraint('duty_id', 'person_id', name=op.f(f'uq_{table}_duty_id_person_id')),
    )
    op.create_index(op.f(f'ix_{table}_person_id'), table, ['person_id'])


def _assessment():
    op.create_table(
        'evaluation_days',
        sa.Column('municipality_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('preliminary', sa.Integer(), nullable=False),
        sa.Column('technical', sa.Integer(), nullable=False),
        sa.Column('to_object', sa.Integer(), nullable=False),
        sa.Column('to_answer', sa.Integer(), nullable=False),
        sa.CheckConstraint(
            'preliminary BETWEEN 1 AND 365 AND technical BETWEEN 1 AND 365',
            name=op.f('ck_evaluation_days_gates'),
        ),
        sa.CheckConstraint(
            'to_object BETWEEN 1 AND 365 AND to_answer BETWEEN 1 AND 365',
            name=op.f('ck_evaluation_days_objection'),
        ),
        _key('evaluation_days', 'municipality_id', 'municipality'),
        sa.PrimaryKeyConstraint('municipality_id', name=op.f('pk_evaluation_days')),
    )
    op.create_table(
        'criterion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('weight', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.CheckConstraint('weight BETWEEN 1 AND 10', name=op.f('ck_criterion_weight')),
        _key('criterion', 'activity_id', 'activity'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
        sa.UniqueConstraint('activity_id', 'name', name=op.f('uq_criterion_activity_id_name')),
    )
    op.create_table(
        'assessment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=True),
        sa.Column(
            'feasibility',
            _enum('feasibility', 'yes', 'with_conditions', 'no', 'not_ours'),
            nullable=True,
        ),
        sa.Column('opinion', sa.Text(), nullable=False),
        sa.Column('cost_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('legal_basis', sa.String(length=400), nullable=False),
        sa.Column('conditions', sa.Text(), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('done_by_id', sa.Integer(), nullable=True),
        _key('assessment', 'municipality_id', 'municipality'),
        _key('assessment', 'proposal_id', 'proposal'),
        _key('assessment', 'unit_id', 'unit'),
        _key('assessment', 'person_id'),
        _key('assessment', 'asked_by_id'),
        _key('assessment', 'done_by_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment')),
        sa.UniqueConstraint('proposal_id', 'unit_id', name=op.f('uq_assessment_proposal_id_unit_id')),
    )
    op.create_index(op.f('ix_assessment_unit_id'), 'assessment', ['unit_id'])
    op.create_index(op.f('ix_assessment_person_id'), 'assessment', ['person_id'])
    op.create_index(
        'ix_assessment_municipality_id_done_at_due_on',
        'assessment',
        ['municipality_id', 'done_at', 'due_on'],
    )
    op.create_table(
        'score',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('assessment_id', sa.Integer(), nullable=False),
        sa.Column('criterion_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('points', sa.Integer(), nullable=False),
        sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('points BETWEEN 0 AND 5', name=op.f('ck_score_points')),
        _key('score', 'assessment_id', 'assessment'),
        _key('score', 'criterion_id', 'criterion'),
        _key('score', 'person_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_score')),
        sa.UniqueConstraint(
            'assessment_id',
            'criterion_id',
            'person_id',
            name=op.f('uq_score_assessment_id_criterion_id_person_id'),
        ),
    )
    op.create_index(op.f('ix_score_person_id'), 'score', ['person_id'])
    op.create_table(
        'evaluation_note',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        _key('evaluation_note', 'proposal_id', 'proposal'),
        _key('evaluation_note', 'author_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_note')),
    )
    op.create_index(op.f('ix_evaluation_note_proposal_id'), 'evaluation_note', ['proposal_id'])
    op.create_index(op.f('ix_evaluation_note_author_id'), 'evaluation_note', ['author_id'])


def _decision():
    table = 'gate_decision'
    op.create_table(
        table,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('gate', _enum('gate', 'preliminary', 'technical', 'objection'), nullable=False),
        sa.Column('outcome', _enum('status', *STATUSES), nullable=False),
        sa.Column('office', sa.String(length=160), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('checks', JSON, nullable=True),
        sa.Column('feasibility', sa.String(length=400), nullable=False),
        sa.Column('cost_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('legal_basis', sa.String(length=400), nullable=False),
        sa.Column('conditions', sa.Text(), nullable=False),
        sa.Column('body', sa.String(length=160), nullable=False),
        sa.Column('letter_number', sa.String(length=60), nullable=False),
        sa.Column('until_on', sa.Date(), nullable=True),
        sa.Column('same_as_id', sa.Integer(), nullable=True),
        sa.Column('desk_number', sa.String(length=60), nullable=False),
        _key(table, 'proposal_id', 'proposal'),
        _key(table, 'unit_id', 'unit'),
        _key(table, 'decided_by_id'),
        _key(table, 'same_as_id', 'proposal'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    )
    op.create_index(op.f(f'ix_{table}_proposal_id'), table, ['proposal_id'])
    op.create_table(
        'bulk_action',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('verb', sa.String(length=20), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('what_facts', JSON, nullable=False),
        sa.Column('results', JSON, nullable=False),
        _key('bulk_action', 'municipality_id', 'municipality'),
        _key('bulk_action', 'by_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_action')),
    )
    op.create_index(op.f('ix_bulk_action_municipality_id'), 'bulk_action', ['municipality_id'])


def _objection():
    op.create_table(
        'objection',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('against', _enum('status', *STATUSES), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('changed', sa.Boolean(), nullable=True),
        _key('objection', 'municipality_id', 'municipality'),
        _key('objection', 'proposal_id', 'proposal'),
        _key('objection', 'person_id'),
        _key('objection', 'duty_id', 'answer_duty'),
        _key('objection', 'decided_by_id'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
        sa.UniqueConstraint('duty_id', name=op.f('uq_objection_duty_id')),
        sa.UniqueConstraint('proposal_id', name=op.f('uq_objection_proposal_id')),
    )
    op.create_index(op.f('ix_objection_municipality_id'), 'objection', ['municipality_id'])
    op.create_index(op.f('ix_objection_person_id'), 'objection', ['person_id'])


def downgrade():
    for table in (
        'objection', 'bulk_action', 'gate_decision', 'evaluation_note', 'score', 'assessment',
        'criterion', 'evaluation_days', 'conflict_of_interest',
    ):
        op.drop_table(table)
    op.execute("UPDATE journey SET status = 'published' WHERE status = 'assessing'")
    op.execute("UPDATE journey SET status = 'forwarded' WHERE status = 'handed_over'")
    op.execute("DELETE FROM journey_step WHERE status = 'assessing' OR NOT moved")
    op.execute("UPDATE journey_step SET status = 'forwarded' WHERE status = 'handed_over'")
    op.execute("DELETE FROM answer WHERE duty_id IN (SELECT id FROM answer_duty WHERE kind = 'objection')")
    op.execute("DELETE FROM answer_duty WHERE kind = 'objection'")
    op.execute("UPDATE answer SET decision = 'forwarded' WHERE decision = 'handed_over'")
    op.drop_column('journey_step', 'moved')
    for *check, new in NEW:
        _change(*check, lambda values, new=new: [one for one in values if one not in new])
