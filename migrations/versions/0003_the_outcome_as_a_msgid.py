"""the outcome on a card and a step's reason of ours: a msgid and its facts"""

from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    # By hand on both: a table rebuilt by SQLite's batch mode loses the rows that refer to it.
    # What is stored already stays NULL: a ready sentence, shown as it is.
    op.execute("ALTER TABLE activity ADD COLUMN done_facts JSON")
    op.execute("ALTER TABLE journey_step ADD COLUMN reason_facts JSON")


def downgrade():
    op.execute("ALTER TABLE journey_step DROP COLUMN reason_facts")
    op.execute("ALTER TABLE activity DROP COLUMN done_facts")
