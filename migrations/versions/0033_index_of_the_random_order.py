"""an index for the random order of all proposals of a municipality"""

from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

NAME = 'ix_proposal_municipality_id_state_shuffle_id'


def upgrade():
    op.create_index(
        NAME, 'proposal', ['municipality_id', 'state', 'shuffle', 'id'], unique=False
    )


def downgrade():
    op.drop_index(NAME, table_name='proposal')
