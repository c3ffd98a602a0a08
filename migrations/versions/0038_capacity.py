"""capacity work: self-assessments, sessions and certificates, consultancy, grants, practices"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('apart', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table('capacity_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('training', 'workshop', 'experience', 'peer', 'consultancy', 'launch', name='session_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('led_by', sa.String(length=200), nullable=False),
    sa.Column('for_all', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('certifies', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('NOT certifies OR hours IS NOT NULL', name=op.f('ck_capacity_session_certificate_names_hours')),
    sa.CheckConstraint('hours IS NULL OR hours BETWEEN 1 AND 200', name=op.f('ck_capacity_session_hours')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_capacity_session_meeting_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_capacity_session_settled_by_id')),
    sa.ForeignKeyConstraint(['term_id'], ['programme_term.id'], name=op.f('fk_capacity_session_term_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_session')),
    sa.UniqueConstraint('meeting_id', name=op.f('uq_capacity_session_meeting_id'))
    )
    with op.batch_alter_table('capacity_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_session_term_id'), ['term_id'], unique=False)

    op.create_table('capacity_assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('point', sa.Enum('start', 'end', name='point', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('instrument', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'handed_in', name='assessment_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('priorities', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=True),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_in_by_id', sa.Integer(), nullable=True),
    sa.Column('reopened', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['begun_by_id'], ['person.id'], name=op.f('fk_capacity_assessment_begun_by_id')),
    sa.ForeignKeyConstraint(['handed_in_by_id'], ['person.id'], name=op.f('fk_capacity_assessment_handed_in_by_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_capacity_assessment_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_assessment')),
    sa.UniqueConstraint('participation_id', 'point', name=op.f('uq_capacity_assessment_participation_id_point'))
    )
    op.create_table('capacity_certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_capacity_certificate_person_id')),
    sa.ForeignKeyConstraint(['session_id'], ['capacity_session.id'], name=op.f('fk_capacity_certificate_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_capacity_certificate_code')),
    sa.UniqueConstraint('session_id', 'person_id', name=op.f('uq_capacity_certificate_session_id_person_id'))
    )
    with op.batch_alter_table('capacity_certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_certificate_person_id'), ['person_id'], unique=False)

    op.create_table('capacity_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('consultant_id', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=200), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('private_note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('minutes BETWEEN 5 AND 1440', name=op.f('ck_capacity_entry_minutes')),
    sa.ForeignKeyConstraint(['consultant_id'], ['person.id'], name=op.f('fk_capacity_entry_consultant_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_capacity_entry_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_entry'))
    )
    with op.batch_alter_table('capacity_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_entry_consultant_id'), ['consultant_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_capacity_entry_participation_id'), ['participation_id'], unique=False)

    op.create_table('capacity_feedback',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('useful', sa.Integer(), nullable=False),
    sa.Column('clear', sa.Integer(), nullable=False),
    sa.Column('applicable', sa.Integer(), nullable=False),
    sa.Column('good', sa.Text(), nullable=False),
    sa.Column('better', sa.Text(), nullable=False),
    sa.CheckConstraint('applicable BETWEEN 1 AND 5', name=op.f('ck_capacity_feedback_applicable')),
    sa.CheckConstraint('clear BETWEEN 1 AND 5', name=op.f('ck_capacity_feedback_clear')),
    sa.CheckConstraint('useful BETWEEN 1 AND 5', name=op.f('ck_capacity_feedback_useful')),
    sa.ForeignKeyConstraint(['session_id'], ['capacity_session.id'], name=op.f('fk_capacity_feedback_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_feedback'))
    )
    with op.batch_alter_table('capacity_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_feedback_session_id'), ['session_id'], unique=False)

    op.create_table('capacity_feedback_given',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_capacity_feedback_given_person_id')),
    sa.ForeignKeyConstraint(['session_id'], ['capacity_session.id'], name=op.f('fk_capacity_feedback_given_session_id')),
    sa.PrimaryKeyConstraint('session_id', 'person_id', name=op.f('pk_capacity_feedback_given'))
    )
    with op.batch_alter_table('capacity_feedback_given', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_feedback_given_person_id'), ['person_id'], unique=False)

    op.create_table('capacity_material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_capacity_material_file_id')),
    sa.ForeignKeyConstraint(['session_id'], ['capacity_session.id'], name=op.f('fk_capacity_material_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_material'))
    )
    with op.batch_alter_table('capacity_material', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_material_session_id'), ['session_id'], unique=False)

    op.create_table('capacity_practice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'offered', 'published', name='practice_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('summary', sa.String(length=400), nullable=False),
    sa.Column('topic', sa.String(length=8), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('search', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_capacity_practice_created_by_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_capacity_practice_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_practice'))
    )
    with op.batch_alter_table('capacity_practice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_practice_participation_id'), ['participation_id'], unique=False)
        batch_op.create_index('ix_capacity_practice_state_published_at', ['state', 'published_at'], unique=False)

    op.create_table('capacity_presence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.CheckConstraint('people > 0', name=op.f('ck_capacity_presence_people')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_capacity_presence_participation_id')),
    sa.ForeignKeyConstraint(['session_id'], ['capacity_session.id'], name=op.f('fk_capacity_presence_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_presence')),
    sa.UniqueConstraint('session_id', 'participation_id', name=op.f('uq_capacity_presence_session_id_participation_id'))
    )
    with op.batch_alter_table('capacity_presence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_presence_participation_id'), ['participation_id'], unique=False)

    op.create_table('capacity_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=8), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('applies', sa.Boolean(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('applies OR value IS NULL', name=op.f('ck_capacity_answer_no_value_where_not_applicable')),
    sa.CheckConstraint('value IS NULL OR value BETWEEN 0 AND 4', name=op.f('ck_capacity_answer_value')),
    sa.ForeignKeyConstraint(['assessment_id'], ['capacity_assessment.id'], name=op.f('fk_capacity_answer_assessment_id')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['person.id'], name=op.f('fk_capacity_answer_changed_by_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_capacity_answer_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_answer')),
    sa.UniqueConstraint('assessment_id', 'item', name=op.f('uq_capacity_answer_assessment_id_item'))
    )
    op.create_table('capacity_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('amount_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('planned', 'agreed', 'paid', 'reported', 'closed', 'cancelled', name='grant_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('report_due_on', sa.Date(), nullable=False),
    sa.Column('agreement_id', sa.Uuid(), nullable=True),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('report_file_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('amount_kurus > 0', name=op.f('ck_capacity_grant_amount')),
    sa.ForeignKeyConstraint(['agreement_id'], ['stored_file.id'], name=op.f('fk_capacity_grant_agreement_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_capacity_grant_participation_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['programme_joint_plan.id'], name=op.f('fk_capacity_grant_plan_id')),
    sa.ForeignKeyConstraint(['report_file_id'], ['stored_file.id'], name=op.f('fk_capacity_grant_report_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_grant'))
    )
    with op.batch_alter_table('capacity_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_grant_participation_id'), ['participation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_capacity_grant_plan_id'), ['plan_id'], unique=False)

    op.create_table('capacity_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_capacity_task_created_by_id')),
    sa.ForeignKeyConstraint(['done_by_id'], ['person.id'], name=op.f('fk_capacity_task_done_by_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['capacity_entry.id'], name=op.f('fk_capacity_task_entry_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['programme_participation.id'], name=op.f('fk_capacity_task_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_task'))
    )
    with op.batch_alter_table('capacity_task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_task_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('ix_capacity_task_participation_id_due_on', ['participation_id', 'due_on'], unique=False)

    op.create_table('capacity_grant_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('planned', 'agreed', 'paid', 'reported', 'closed', 'cancelled', name='grant_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_capacity_grant_step_by_id')),
    sa.ForeignKeyConstraint(['grant_id'], ['capacity_grant.id'], name=op.f('fk_capacity_grant_step_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capacity_grant_step'))
    )
    with op.batch_alter_table('capacity_grant_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capacity_grant_step_grant_id'), ['grant_id'], unique=False)



def downgrade():
    with op.batch_alter_table('capacity_grant_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_grant_step_grant_id'))

    op.drop_table('capacity_grant_step')
    with op.batch_alter_table('capacity_task', schema=None) as batch_op:
        batch_op.drop_index('ix_capacity_task_participation_id_due_on')
        batch_op.drop_index(batch_op.f('ix_capacity_task_entry_id'))

    op.drop_table('capacity_task')
    with op.batch_alter_table('capacity_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_grant_plan_id'))
        batch_op.drop_index(batch_op.f('ix_capacity_grant_participation_id'))

    op.drop_table('capacity_grant')
    op.drop_table('capacity_answer')
    with op.batch_alter_table('capacity_presence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_presence_participation_id'))

    op.drop_table('capacity_presence')
    with op.batch_alter_table('capacity_practice', schema=None) as batch_op:
        batch_op.drop_index('ix_capacity_practice_state_published_at')
        batch_op.drop_index(batch_op.f('ix_capacity_practice_participation_id'))

    op.drop_table('capacity_practice')
    with op.batch_alter_table('capacity_material', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_material_session_id'))

    op.drop_table('capacity_material')
    with op.batch_alter_table('capacity_feedback_given', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_feedback_given_person_id'))

    op.drop_table('capacity_feedback_given')
    with op.batch_alter_table('capacity_feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_feedback_session_id'))

    op.drop_table('capacity_feedback')
    with op.batch_alter_table('capacity_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_entry_participation_id'))
        batch_op.drop_index(batch_op.f('ix_capacity_entry_consultant_id'))

    op.drop_table('capacity_entry')
    with op.batch_alter_table('capacity_certificate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_certificate_person_id'))

    op.drop_table('capacity_certificate')
    op.drop_table('capacity_assessment')
    with op.batch_alter_table('capacity_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capacity_session_term_id'))

    op.drop_table('capacity_session')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('apart')
