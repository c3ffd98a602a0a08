"""first days of feasts in years that the calendar of the house does not know"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'feast_day',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column(
            'feast',
            sa.Enum(
                'ramazan',
                'kurban',
                name='feast',
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column('first_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ['municipality_id'], ['municipality.id'], name=op.f('fk_feast_day_municipality_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feast_day')),
        sa.UniqueConstraint(
            'municipality_id', 'first_on', name=op.f('uq_feast_day_municipality_id_first_on')
        ),
    )


def downgrade():
    op.drop_table('feast_day')
