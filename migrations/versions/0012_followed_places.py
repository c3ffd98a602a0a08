"""places and topics somebody follows, and their saved searches"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TARGETS = ('neighbourhood', 'category', 'organisation', 'unit')


def target(table, name):
    return sa.ForeignKeyConstraint(
        [f'{name}_id'], [f'{name}.id'], name=op.f(f'fk_{table}_{name}_id'), ondelete='CASCADE'
    )


def owned(table):
    return [
        sa.ForeignKeyConstraint(
            [f'{name}_id'], [f'{name}.id'], name=op.f(f'fk_{table}_{name}_id')
        )
        for name in ('municipality', 'person')
    ]


def upgrade():
    op.create_table(
        'follow',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        *(sa.Column(f'{name}_id', sa.Integer(), nullable=True) for name in TARGETS),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            'CASE WHEN neighbourhood_id IS NULL THEN 0 ELSE 1 END'
            ' + CASE WHEN category_id IS NULL THEN 0 ELSE 1 END'
            ' + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END'
            ' + CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END = 1',
            name=op.f('ck_follow_one_target'),
        ),
        *owned('follow'),
        *(target('follow', name) for name in TARGETS),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_follow')),
        *(
            sa.UniqueConstraint(
                'person_id', f'{name}_id', name=op.f(f'uq_follow_person_id_{name}_id')
            )
            for name in TARGETS
        ),
    )
    for name in TARGETS:
        op.create_index(op.f(f'ix_follow_{name}_id'), 'follow', [f'{name}_id'])
    op.create_table(
        'radar',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('slot', sa.Integer(), nullable=False),
        sa.Column('words', sa.String(length=100), nullable=False),
        sa.Column('folded', sa.String(length=240), nullable=False),
        sa.Column(
            'seeks',
            sa.Enum(
                'both',
                'proposals',
                'consultations',
                name='seeks',
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column('neighbourhood_id', sa.Integer(), nullable=True),
        sa.Column('category_id', sa.Integer(), nullable=True),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('slot BETWEEN 1 AND 20', name=op.f('ck_radar_slot')),
        *owned('radar'),
        target('radar', 'neighbourhood'),
        target('radar', 'category'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_radar')),
        sa.UniqueConstraint(
            'person_id',
            'municipality_id',
            'slot',
            name=op.f('uq_radar_person_id_municipality_id_slot'),
        ),
    )
    op.create_index(op.f('ix_radar_municipality_id'), 'radar', ['municipality_id'])


def downgrade():
    op.drop_table('radar')
    op.drop_table('follow')
