"""the case of a refused statement: its author may appeal"""

from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade():
    # Without making the table anew: rows of other tables point to it.
    op.execute(
        'ALTER TABLE opinion_statement ADD COLUMN case_id INTEGER '
        'CONSTRAINT fk_opinion_statement_case_id REFERENCES moderation_case (id)'
    )


def downgrade():
    op.execute('ALTER TABLE opinion_statement DROP COLUMN case_id')
