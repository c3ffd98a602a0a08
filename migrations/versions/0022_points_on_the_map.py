"""a point on the map; the outlines of the neighbourhoods"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('proposal', sa.Column('latitude', sa.Double(), nullable=True))
    op.add_column('proposal', sa.Column('longitude', sa.Double(), nullable=True))
    op.create_table(
        'town_map',
        sa.Column('municipality_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('geojson', sa.Text(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_town_map_municipality_id')),
        sa.PrimaryKeyConstraint('municipality_id', name=op.f('pk_town_map')),
    )


def downgrade():
    op.drop_table('town_map')
    op.drop_column('proposal', 'longitude')
    op.drop_column('proposal', 'latitude')
