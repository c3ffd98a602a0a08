"""all proofs of a person are found by an index, ended ones too: each ballot asks for them"""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

TABLES = ('email_proof', 'residence_proof')


def upgrade():
    for table in TABLES:
        op.create_index(f'ix_{table}_person_id', table, ['person_id'], unique=False)


def downgrade():
    for table in TABLES:
        op.drop_index(f'ix_{table}_person_id', table_name=table)
