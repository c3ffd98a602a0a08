"""a proposal's duty names the consultation's duty whose day it follows"""

from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    # By hand on both: a table rebuilt by SQLite's batch mode loses the answers that refer to it.
    op.execute(
        "ALTER TABLE answer_duty ADD COLUMN under_id INTEGER "
        "CONSTRAINT fk_answer_duty_under_id REFERENCES answer_duty (id)"
    )
    op.create_index('ix_answer_duty_under_id', 'answer_duty', ['under_id'])
    op.execute(
        "UPDATE answer_duty SET under_id = (SELECT consultation.duty_id FROM proposal "
        "JOIN consultation ON consultation.id = proposal.consultation_id "
        "WHERE proposal.duty_id = answer_duty.id) WHERE kind = 'proposal'"
    )


def downgrade():
    op.drop_index('ix_answer_duty_under_id', 'answer_duty')
    op.execute("ALTER TABLE answer_duty DROP COLUMN under_id")
