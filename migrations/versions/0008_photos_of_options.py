"""a photo on an option; how many ballots the officer expects"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expected_ballots', sa.Integer(), nullable=True))
    with op.batch_alter_table('election_option', schema=None) as batch_op:
        batch_op.add_column(sa.Column('photo_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('photo', sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_election_option_photo_id'), 'stored_file', ['photo_id'], ['id']
        )


def downgrade():
    with op.batch_alter_table('election_option', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_election_option_photo_id'), type_='foreignkey')
        batch_op.drop_column('photo')
        batch_op.drop_column('photo_id')
    with op.batch_alter_table('election', schema=None) as batch_op:
        batch_op.drop_column('expected_ballots')
