"""meetings: registration, waiting list, attendance, minutes, what was taken there"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}'))


def upgrade():
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        for column in (
            sa.Column(
                'kind',
                one_of('meeting_kind', 'in_person', 'online', 'hybrid'),
                server_default='in_person',
                nullable=False,
            ),
            sa.Column('agenda', sa.Text(), server_default='', nullable=False),
            sa.Column('agenda_html', sa.Text(), server_default='', nullable=False),
            sa.Column('registers', sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column('capacity', sa.Integer(), nullable=True),
            sa.Column('taken', sa.Integer(), server_default='0', nullable=False),
            sa.Column('keep_days', sa.Integer(), server_default='30', nullable=False),
            sa.Column('walk_ins', sa.Integer(), server_default='0', nullable=False),
            sa.Column('attended', sa.Integer(), nullable=True),
            sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
            sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
            sa.Column('sequence', sa.Integer(), server_default='0', nullable=False),
            sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
            sa.Column('subject', sa.String(length=300), server_default='', nullable=False),
            sa.Column('endpoint', sa.String(length=80), server_default='', nullable=False),
            sa.Column('object_id', sa.Integer(), nullable=True),
            sa.Column('journey_id', sa.Integer(), nullable=True),
        ):
            batch_op.add_column(column)
        batch_op.create_foreign_key(
            op.f('fk_meeting_journey_id'), 'journey', ['journey_id'], ['id']
        )
        batch_op.create_check_constraint(
            op.f('ck_meeting_capacity'), 'capacity IS NULL OR taken <= capacity'
        )
        batch_op.create_check_constraint(op.f('ck_meeting_taken'), 'taken >= 0')
        batch_op.create_index(
            'ix_meeting_municipality_id_starts_at', ['municipality_id', 'starts_at']
        )
    # Until now a meeting was shown with its consultation and had no page.
    op.execute(
        "UPDATE meeting SET endpoint = 'consultations.show', "
        '(subject, object_id, journey_id, published_at) = ('
        'SELECT c.title, c.id, c.journey_id, c.published_at FROM consultation AS c '
        'JOIN consultation_meeting AS m ON m.consultation_id = c.id '
        'WHERE m.meeting_id = meeting.id LIMIT 1) '
        'WHERE EXISTS (SELECT 1 FROM consultation_meeting AS m WHERE m.meeting_id = meeting.id)'
    )
    op.create_table(
        'meeting_registration',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column(
            'state', one_of('registration_state', 'registered', 'waiting'), nullable=False
        ),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('came_at', sa.DateTime(timezone=True), nullable=True),
        key('meeting_registration', 'meeting_id', 'meeting'),
        key('meeting_registration', 'person_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_registration')),
        sa.UniqueConstraint(
            'meeting_id', 'person_id', name=op.f('uq_meeting_registration_meeting_id_person_id')
        ),
    )
    op.create_index(
        'ix_meeting_registration_meeting_id_state_id',
        'meeting_registration',
        ['meeting_id', 'state', 'id'],
    )
    op.create_index(
        op.f('ix_meeting_registration_person_id'), 'meeting_registration', ['person_id']
    )
    op.create_table(
        'meeting_guest',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('entered_by_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        key('meeting_guest', 'meeting_id', 'meeting'),
        key('meeting_guest', 'entered_by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_guest')),
    )
    op.create_index(op.f('ix_meeting_guest_meeting_id'), 'meeting_guest', ['meeting_id'])
    op.create_table(
        'meeting_minutes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('html', sa.Text(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
        key('meeting_minutes', 'meeting_id', 'meeting'),
        key('meeting_minutes', 'by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_minutes')),
        sa.UniqueConstraint(
            'meeting_id', 'version', name=op.f('uq_meeting_minutes_meeting_id_version')
        ),
    )
    op.create_table(
        'meeting_taken',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('endpoint', sa.String(length=80), nullable=False),
        sa.Column('object_id', sa.Integer(), nullable=False),
        key('meeting_taken', 'meeting_id', 'meeting'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_taken')),
        sa.UniqueConstraint(
            'endpoint', 'object_id', name=op.f('uq_meeting_taken_endpoint_object_id')
        ),
    )
    op.create_index(op.f('ix_meeting_taken_meeting_id'), 'meeting_taken', ['meeting_id'])


def downgrade():
    for name in ('taken', 'minutes', 'guest', 'registration'):
        op.drop_table(f'meeting_{name}')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_municipality_id_starts_at')
        batch_op.drop_constraint(op.f('ck_meeting_taken'), type_='check')
        batch_op.drop_constraint(op.f('ck_meeting_capacity'), type_='check')
        batch_op.drop_constraint(op.f('ck_meeting_meeting_kind'), type_='check')
        batch_op.drop_constraint(op.f('fk_meeting_journey_id'), type_='foreignkey')
        for name in (
            'journey_id',
            'object_id',
            'endpoint',
            'subject',
            'changed_at',
            'sequence',
            'published_at',
            'cleared_at',
            'attended',
            'walk_ins',
            'keep_days',
            'taken',
            'capacity',
            'registers',
            'agenda_html',
            'agenda',
            'kind',
        ):
            batch_op.drop_column(name)
