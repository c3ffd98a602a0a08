"""paper: polling desks, batches typed in twice, help at the desk"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'polling_desk',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_polling_desk_election_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_polling_desk')),
        sa.UniqueConstraint('election_id', 'name', name=op.f('uq_polling_desk_election_id_name')),
    )
    op.create_index(op.f('ix_polling_desk_election_id'), 'polling_desk', ['election_id'])
    op.create_table(
        'paper_batch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('desk_id', sa.Integer(), nullable=False),
        sa.Column('ballots', sa.Integer(), nullable=False),
        sa.Column('first_by_id', sa.Integer(), nullable=True),
        sa.Column('second_by_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('tags', sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(['desk_id'], ['polling_desk.id'], name=op.f('fk_paper_batch_desk_id')),
        sa.ForeignKeyConstraint(['first_by_id'], ['person.id'], name=op.f('fk_paper_batch_first_by_id')),
        sa.ForeignKeyConstraint(['second_by_id'], ['person.id'], name=op.f('fk_paper_batch_second_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_batch')),
        sa.UniqueConstraint('desk_id', name=op.f('uq_paper_batch_desk_id')),
    )
    op.create_table(
        'paper_entry',
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('turn', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('mark', sa.String(length=64), nullable=False),
        sa.Column('tag', sa.String(length=64), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('turn BETWEEN 1 AND 3', name=op.f('ck_paper_entry_turn')),
        sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_entry_batch_id')),
        sa.PrimaryKeyConstraint('batch_id', 'number', 'turn', name=op.f('pk_paper_entry')),
    )
    op.create_table(
        'voting_help',
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('helper_id', sa.Integer(), nullable=False),
        sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_voting_help_election_id')),
        sa.ForeignKeyConstraint(['helper_id'], ['person.id'], name=op.f('fk_voting_help_helper_id')),
        sa.PrimaryKeyConstraint('election_id', 'helper_id', 'hour', name=op.f('pk_voting_help')),
    )


def downgrade():
    for name in ('voting_help', 'paper_entry', 'paper_batch', 'polling_desk'):
        op.drop_table(name)
