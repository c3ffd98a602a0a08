"""proposals entered for others: consent, contact, files that wait to be confirmed"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

CONSENTS = ('written', 'spoken', 'phone', 'email', 'meeting')


def key(table, column, target):
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}'))


def upgrade():
    # In place: the table of proposals has triggers of its search.
    op.execute(
        "ALTER TABLE proposal ADD COLUMN origin VARCHAR(40) DEFAULT 'own' NOT NULL "
        "CONSTRAINT ck_proposal_origin CHECK (origin IN ('own', 'behalf', 'imported'))"
    )
    op.execute('ALTER TABLE proposal ADD COLUMN byline VARCHAR(120)')
    op.create_table(
        'proposal_import',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('file_hash', sa.String(length=64), nullable=False),
        sa.Column('file_name', sa.String(length=120), nullable=False),
        sa.Column('rows', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('good', sa.Integer(), nullable=False),
        sa.Column('bad', sa.Integer(), nullable=False),
        sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
        sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        key('proposal_import', 'municipality_id', 'municipality'),
        key('proposal_import', 'activity_id', 'activity'),
        key('proposal_import', 'uploaded_by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_import')),
        sa.UniqueConstraint(
            'activity_id', 'file_hash', name=op.f('uq_proposal_import_activity_id_file_hash')
        ),
    )
    op.create_table(
        'behalf',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column(
            'consent',
            sa.Enum(
                *CONSENTS, name='consent', native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column('consent_on', sa.Date(), nullable=False),
        sa.Column('consent_note', sa.String(length=200), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=True),
        sa.Column('phone', sa.String(length=40), nullable=True),
        sa.Column('entered_by_id', sa.Integer(), nullable=False),
        sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told_step_id', sa.Integer(), nullable=False),
        sa.Column('import_id', sa.Integer(), nullable=True),
        sa.Column('import_row', sa.Integer(), nullable=True),
        key('behalf', 'municipality_id', 'municipality'),
        key('behalf', 'proposal_id', 'proposal'),
        key('behalf', 'entered_by_id', 'person'),
        key('behalf', 'import_id', 'proposal_import'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_behalf')),
        sa.UniqueConstraint('proposal_id', name=op.f('uq_behalf_proposal_id')),
        sa.UniqueConstraint(
            'import_id', 'import_row', name=op.f('uq_behalf_import_id_import_row')
        ),
    )
    op.create_index(op.f('ix_behalf_email'), 'behalf', ['email'])


def downgrade():
    op.drop_table('behalf')
    op.drop_table('proposal_import')
    op.execute('ALTER TABLE proposal DROP COLUMN byline')
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f('ck_proposal_origin'), 'proposal', type_='check')
    op.execute('ALTER TABLE proposal DROP COLUMN origin')
