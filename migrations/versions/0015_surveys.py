"""surveys: sections, questions, responses, codes, tags; two more kinds of steps"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

KINDS = ('proposals', 'discussion', 'vote')
MORE_KINDS = (*KINDS, 'survey', 'text')


def _listed(values):
    return '(' + ', '.join(f"'{value}'" for value in values) + ')'


def _choose(table, column, name, old, new):
    """Another list of values for a column. SQLite keeps its tables: what hangs on them stays."""
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint(op.f(name), table, type_='check')
        op.create_check_constraint(op.f(name), table, f'{column} IN {_listed(new)}')
        return
    bind = op.get_bind()
    before, after = (f'{column} IN {_listed(values)}' for values in (old, new))
    number = bind.exec_driver_sql('PRAGMA schema_version').scalar()
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    done = bind.exec_driver_sql(
        'UPDATE sqlite_master SET sql = replace(sql, ?, ?) '
        "WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (before, after, table, before),
    )
    assert done.rowcount == 1, (table, column)
    bind.exec_driver_sql(f'PRAGMA schema_version = {number + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')


def upgrade():
    _choose('activity', 'kind', 'ck_activity_activity_kind', KINDS, MORE_KINDS)
    op.create_table(
        'survey',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('draft', 'published', 'released', name='survey_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('access', sa.Enum('person', 'code', name='access', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('intro', sa.Text(), nullable=False),
        sa.Column('intro_html', sa.Text(), nullable=False),
        sa.Column('results_public', sa.Boolean(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('figures', sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_survey_activity_id')),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_survey_municipality_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey')),
        sa.UniqueConstraint('activity_id', name=op.f('uq_survey_activity_id')),
    )
    op.create_index(op.f('ix_survey_municipality_id'), 'survey', ['municipality_id'], unique=False)
    op.create_table(
        'survey_code',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('survey_id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_code_survey_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_code')),
        sa.UniqueConstraint('survey_id', 'token_hash', name=op.f('uq_survey_code_survey_id_token_hash')),
    )
    op.create_table(
        'survey_draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('survey_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('filled', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_survey_draft_person_id')),
        sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_draft_survey_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_draft')),
        sa.UniqueConstraint('survey_id', 'person_id', name=op.f('uq_survey_draft_survey_id_person_id')),
    )
    op.create_index(op.f('ix_survey_draft_person_id'), 'survey_draft', ['person_id'], unique=False)
    op.create_table(
        'survey_response',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('survey_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('channel', sa.Enum('web', 'paper', name='channel', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('sent_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_survey_response_person_id')),
        sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_response_survey_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_response')),
        sa.UniqueConstraint('survey_id', 'person_id', name=op.f('uq_survey_response_survey_id_person_id')),
    )
    op.create_index(op.f('ix_survey_response_person_id'), 'survey_response', ['person_id'], unique=False)
    op.create_index(op.f('ix_survey_response_survey_id'), 'survey_response', ['survey_id'], unique=False)
    op.create_table(
        'survey_section',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('survey_id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(160), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_survey_section_survey_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_section')),
    )
    op.create_index(op.f('ix_survey_section_survey_id'), 'survey_section', ['survey_id'], unique=False)
    op.create_table(
        'survey_question',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('section_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum('single', 'several', 'scale', 'matrix', 'number', 'short', 'long', 'ranking', 'place', 'file', name='question_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('title', sa.String(300), nullable=False),
        sa.Column('hint', sa.String(300), nullable=False),
        sa.Column('required', sa.Boolean(), nullable=False),
        sa.Column('options', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('lines', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('low', sa.Integer(), nullable=True),
        sa.Column('high', sa.Integer(), nullable=True),
        sa.Column('low_label', sa.String(80), nullable=False),
        sa.Column('high_label', sa.String(80), nullable=False),
        sa.Column('most', sa.Integer(), nullable=True),
        sa.Column('after_id', sa.Integer(), nullable=True),
        sa.Column('after_key', sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(['after_id'], ['survey_question.id'], name=op.f('fk_survey_question_after_id')),
        sa.ForeignKeyConstraint(['section_id'], ['survey_section.id'], name=op.f('fk_survey_question_section_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_question')),
    )
    op.create_index(op.f('ix_survey_question_section_id'), 'survey_question', ['section_id'], unique=False)
    op.create_table(
        'survey_answer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('response_id', sa.Integer(), nullable=False),
        sa.Column('question_id', sa.Integer(), nullable=False),
        sa.Column('item', sa.String(20), nullable=False),
        sa.Column('option', sa.String(20), nullable=False),
        sa.Column('number', sa.Integer(), nullable=True),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_survey_answer_file_id')),
        sa.ForeignKeyConstraint(['question_id'], ['survey_question.id'], name=op.f('fk_survey_answer_question_id')),
        sa.ForeignKeyConstraint(['response_id'], ['survey_response.id'], name=op.f('fk_survey_answer_response_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answer')),
        sa.UniqueConstraint('response_id', 'question_id', 'item', name=op.f('uq_survey_answer_response_id_question_id_item')),
    )
    op.create_index(op.f('ix_survey_answer_figures'), 'survey_answer', ['question_id', 'item', 'option', 'number'], unique=False)
    op.create_index(op.f('ix_survey_answer_file_id'), 'survey_answer', ['file_id'], unique=False)
    op.create_table(
        'survey_tag',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('question_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(60), nullable=False),
        sa.Column('folded', sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(['question_id'], ['survey_question.id'], name=op.f('fk_survey_tag_question_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_tag')),
        sa.UniqueConstraint('question_id', 'folded', name=op.f('uq_survey_tag_question_id_folded')),
    )
    op.create_table(
        'survey_tagged',
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('tag_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['answer_id'], ['survey_answer.id'], name=op.f('fk_survey_tagged_answer_id')),
        sa.ForeignKeyConstraint(['tag_id'], ['survey_tag.id'], name=op.f('fk_survey_tagged_tag_id')),
        sa.PrimaryKeyConstraint('answer_id', 'tag_id', name=op.f('pk_survey_tagged')),
    )
    op.create_index(op.f('ix_survey_tagged_tag_id'), 'survey_tagged', ['tag_id'], unique=False)


def downgrade():
    op.drop_table('survey_tagged')
    op.drop_table('survey_tag')
    op.drop_table('survey_answer')
    op.drop_table('survey_question')
    op.drop_table('survey_section')
    op.drop_table('survey_response')
    op.drop_table('survey_draft')
    op.drop_table('survey_code')
    op.drop_table('survey')
    _choose('activity', 'kind', 'ck_activity_activity_kind', MORE_KINDS, KINDS)
