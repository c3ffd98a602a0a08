"""the topic of a meeting"""

from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None


def upgrade():
    # Without making the table anew: rows of other tables point to it.
    op.execute(
        'ALTER TABLE meeting ADD COLUMN category_id INTEGER '
        'CONSTRAINT fk_meeting_category_id REFERENCES category (id)'
    )


def downgrade():
    op.execute('ALTER TABLE meeting DROP COLUMN category_id')
