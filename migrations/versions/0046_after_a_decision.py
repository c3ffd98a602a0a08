"""what follows a decision of the municipal council"""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None

# By hand on both: a table rebuilt by SQLite's batch mode loses the rows that refer to it.
COLUMNS = (
    'returned_on DATE',
    "returned_reason TEXT DEFAULT '' NOT NULL",
    'again_of_id INTEGER CONSTRAINT fk_council_item_again_of_id REFERENCES council_item (id)',
    'final_on DATE CONSTRAINT ck_council_item_returned_or_final '
    'CHECK (returned_on IS NULL OR final_on IS NULL)',
    'sent_on DATE',
    "sent_number VARCHAR(60) DEFAULT '' NOT NULL",
    'summary_on DATE',
)


def upgrade():
    for column in COLUMNS:
        op.execute(f'ALTER TABLE council_item ADD COLUMN {column}')
    op.create_index(
        op.f('ix_council_item_again_of_id'), 'council_item', ['again_of_id'], unique=True
    )


def downgrade():
    op.drop_index(op.f('ix_council_item_again_of_id'), 'council_item')
    for column in reversed(COLUMNS):
        op.execute(f'ALTER TABLE council_item DROP COLUMN {column.split()[0]}')
