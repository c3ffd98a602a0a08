"""where something began: the statement behind a proposal"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'journey_source',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('endpoint', sa.String(80), nullable=False),
        sa.Column('object_id', sa.Integer(), nullable=False),
        sa.Column('source', sa.String(80), nullable=False),
        sa.Column('source_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_journey_source_municipality_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_source')),
        sa.UniqueConstraint('endpoint', 'object_id', 'source', 'source_id', name=op.f('uq_journey_source_endpoint_object_id_source_source_id')),
    )
    op.create_index('ix_journey_source_source_source_id', 'journey_source', ['source', 'source_id'], unique=False)


def downgrade():
    op.drop_index('ix_journey_source_source_source_id', table_name='journey_source')
    op.drop_table('journey_source')
