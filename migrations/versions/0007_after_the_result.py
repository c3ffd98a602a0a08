"""complaints about a result; tree heads by mail; marks taken back"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'complaint',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('receipt', sa.Text(), nullable=False),
        sa.Column('fate', sa.String(length=20), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_by_id', sa.Integer(), nullable=True),
        sa.Column('public', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_complaint_answered_by_id')),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_complaint_election_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_complaint_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
    )
    op.create_index(op.f('ix_complaint_election_id'), 'complaint', ['election_id'])
    op.create_index(op.f('ix_complaint_person_id'), 'complaint', ['person_id'])
    op.create_table(
        'head_watcher',
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_head_watcher_election_id')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_head_watcher_person_id')),
        sa.PrimaryKeyConstraint('election_id', 'person_id', name=op.f('pk_head_watcher')),
    )
    op.create_index(op.f('ix_head_watcher_person_id'), 'head_watcher', ['person_id'])
    op.create_table(
        'undone_mark',
        sa.Column('desk_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_undone_mark_by_id')),
        sa.ForeignKeyConstraint(['desk_id'], ['polling_desk.id'], name=op.f('fk_undone_mark_desk_id')),
        sa.PrimaryKeyConstraint('desk_id', 'by_id', 'hour', name=op.f('pk_undone_mark')),
    )


def downgrade():
    for name in ('undone_mark', 'head_watcher', 'complaint'):
        op.drop_table(name)
