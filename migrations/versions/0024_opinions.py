"""opinions: conversations, statements, voters, answers, what the worker found; one more kind of steps"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

KINDS = ('proposals', 'discussion', 'vote', 'survey', 'text')
MORE_KINDS = (*KINDS, 'opinions')


def _listed(values):
    return '(' + ', '.join(f"'{value}'" for value in values) + ')'


def _choose(table, column, name, old, new):
    """Another list of values for a column. SQLite keeps its tables: what hangs on them stays."""
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f(name), table, type_='check')
        op.create_check_constraint(op.f(name), table, f'{column} IN {_listed(new)}')
        return
    bind = op.get_bind()
    before, after = (f'{column} IN {_listed(values)}' for values in (old, new))
    number = bind.exec_driver_sql('PRAGMA schema_version').scalar()
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    done = bind.exec_driver_sql(
        'UPDATE sqlite_master SET sql = replace(sql, ?, ?) '
        "WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (before, after, table, before),
    )
    assert done.rowcount == 1, (table, column)
    bind.exec_driver_sql(f'PRAGMA schema_version = {number + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')


def upgrade():
    _choose('activity', 'kind', 'ck_activity_activity_kind', KINDS, MORE_KINDS)
    op.create_table(
        'opinion_conversation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('draft', 'published', 'final', name='conversation_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('question', sa.String(300), nullable=False),
        sa.Column('intro', sa.Text(), nullable=False),
        sa.Column('intro_html', sa.Text(), nullable=False),
        sa.Column('own_statements', sa.Boolean(), nullable=False),
        sa.Column('moderated', sa.Boolean(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('imported', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_opinion_conversation_activity_id')),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_opinion_conversation_municipality_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_conversation')),
        sa.UniqueConstraint('activity_id', name=op.f('uq_opinion_conversation_activity_id')),
    )
    op.create_index(op.f('ix_opinion_conversation_municipality_id'), 'opinion_conversation', ['municipality_id'], unique=False)
    op.create_table(
        'opinion_analysis',
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('cpu_seconds', sa.Double(), nullable=False),
        sa.Column('votes', sa.Integer(), nullable=False),
        sa.Column('voters', sa.Integer(), nullable=False),
        sa.Column('input_sha256', sa.String(64), nullable=False),
        sa.Column('known', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('flat', sa.Boolean(), nullable=False),
        sa.Column('audit', sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(['conversation_id'], ['opinion_conversation.id'], name=op.f('fk_opinion_analysis_conversation_id')),
        sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_opinion_analysis')),
    )
    op.create_table(
        'opinion_snapshot',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('final', sa.Boolean(), nullable=False),
        sa.Column('voters', sa.Integer(), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('input_sha256', sa.String(64), nullable=False),
        sa.Column('version', sa.String(10), nullable=False),
        sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(['conversation_id'], ['opinion_conversation.id'], name=op.f('fk_opinion_snapshot_conversation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_snapshot')),
    )
    op.create_index('ix_opinion_snapshot_conversation_id_at', 'opinion_snapshot', ['conversation_id', 'at'], unique=False)
    op.create_table(
        'opinion_statement',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(1000), nullable=False),
        sa.Column('folded', sa.String(1200), nullable=False),
        sa.Column('language', sa.String(2), nullable=False),
        sa.Column('origin', sa.Enum('seed', 'resident', 'imported', name='origin', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.Enum('pending', 'accepted', 'rejected', 'banned', name='statement_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('ground', sa.Enum('repeated', 'several', 'unclear', 'off_topic', 'personal', 'offensive', name='statement_ground', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_opinion_statement_author_id')),
        sa.ForeignKeyConstraint(['conversation_id'], ['opinion_conversation.id'], name=op.f('fk_opinion_statement_conversation_id')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_opinion_statement_decided_by_id')),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_opinion_statement_municipality_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_statement')),
        sa.UniqueConstraint('conversation_id', 'author_id', 'folded', name=op.f('uq_opinion_statement_conversation_id_author_id_folded')),
        sa.UniqueConstraint('conversation_id', 'number', name=op.f('uq_opinion_statement_conversation_id_number')),
    )
    op.create_index(op.f('ix_opinion_statement_author_id'), 'opinion_statement', ['author_id'], unique=False)
    op.create_table(
        'opinion_voter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('first_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('banned', sa.Boolean(), nullable=False),
        sa.Column('banned_reason', sa.Text(), nullable=False),
        sa.Column('banned_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('banned_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['banned_by_id'], ['person.id'], name=op.f('fk_opinion_voter_banned_by_id')),
        sa.ForeignKeyConstraint(['conversation_id'], ['opinion_conversation.id'], name=op.f('fk_opinion_voter_conversation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_opinion_voter_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_voter')),
        sa.UniqueConstraint('conversation_id', 'number', name=op.f('uq_opinion_voter_conversation_id_number')),
        sa.UniqueConstraint('conversation_id', 'person_id', name=op.f('uq_opinion_voter_conversation_id_person_id')),
    )
    op.create_index('ix_opinion_voter_conversation_id_last_at', 'opinion_voter', ['conversation_id', 'last_at'], unique=False)
    op.create_index(op.f('ix_opinion_voter_person_id'), 'opinion_voter', ['person_id'], unique=False)
    op.create_table(
        'opinion_vote',
        sa.Column('voter_id', sa.Integer(), nullable=False),
        sa.Column('statement_id', sa.Integer(), nullable=False),
        sa.Column('answer', sa.Enum('agree', 'disagree', 'pass', 'unclear', name='answer', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('former', sa.String(10), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('propensity', sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(['statement_id'], ['opinion_statement.id'], name=op.f('fk_opinion_vote_statement_id')),
        sa.ForeignKeyConstraint(['voter_id'], ['opinion_voter.id'], name=op.f('fk_opinion_vote_voter_id')),
        sa.PrimaryKeyConstraint('voter_id', 'statement_id', name=op.f('pk_opinion_vote')),
    )
    op.create_index(op.f('ix_opinion_vote_statement_id'), 'opinion_vote', ['statement_id'], unique=False)


def downgrade():
    op.drop_table('opinion_vote')
    op.drop_table('opinion_voter')
    op.drop_table('opinion_statement')
    op.drop_table('opinion_snapshot')
    op.drop_table('opinion_analysis')
    op.drop_table('opinion_conversation')
    _choose('activity', 'kind', 'ck_activity_activity_kind', MORE_KINDS, KINDS)
