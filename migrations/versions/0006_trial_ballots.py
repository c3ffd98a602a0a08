"""trial ballots: cast before the opening, counted at once, wiped"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'trial_ballot',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('choice', sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['election_id'], ['election.id'], name=op.f('fk_trial_ballot_election_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_trial_ballot')),
    )
    op.create_index(op.f('ix_trial_ballot_election_id'), 'trial_ballot', ['election_id'])


def downgrade():
    op.drop_table('trial_ballot')
