"""instruments of self-assessment that the programme's team took in"""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'capacity_instrument',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=60), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('track', sa.String(length=20), nullable=False),
        sa.Column('told', sa.JSON(), nullable=False),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_instrument')),
        sa.UniqueConstraint('code', 'version', name=op.f('uq_capacity_instrument_code_version')),
    )


def downgrade():
    op.drop_table('capacity_instrument')
