"""texts: versions, paragraphs that stay, wordings, suggestions"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'text_document',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('draft', 'published', name='text_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('current', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_text_document_activity_id')),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_text_document_municipality_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_text_document')),
        sa.UniqueConstraint('activity_id', name=op.f('uq_text_document_activity_id')),
    )
    op.create_index(op.f('ix_text_document_municipality_id'), 'text_document', ['municipality_id'], unique=False)
    op.create_table(
        'text_paragraph',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('text_id', sa.Integer(), nullable=False),
        sa.Column('thread_id', sa.Integer(), nullable=True),
        sa.Column('we_did', sa.Text(), nullable=False),
        sa.Column('we_did_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_text_paragraph_municipality_id')),
        sa.ForeignKeyConstraint(['text_id'], ['text_document.id'], name=op.f('fk_text_paragraph_text_id')),
        sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_text_paragraph_thread_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_text_paragraph')),
        sa.UniqueConstraint('thread_id', name=op.f('uq_text_paragraph_thread_id')),
    )
    op.create_index(op.f('ix_text_paragraph_text_id'), 'text_paragraph', ['text_id'], unique=False)
    op.create_table(
        'text_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('text_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_text_version_made_by_id')),
        sa.ForeignKeyConstraint(['text_id'], ['text_document.id'], name=op.f('fk_text_version_text_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_text_version')),
        sa.UniqueConstraint('text_id', 'number', name=op.f('uq_text_version_text_id_number')),
    )
    op.create_table(
        'text_wording',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('version_id', sa.Integer(), nullable=False),
        sa.Column('paragraph_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=True),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('html', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['paragraph_id'], ['text_paragraph.id'], name=op.f('fk_text_wording_paragraph_id')),
        sa.ForeignKeyConstraint(['version_id'], ['text_version.id'], name=op.f('fk_text_wording_version_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_text_wording')),
        sa.UniqueConstraint('version_id', 'paragraph_id', name=op.f('uq_text_wording_version_id_paragraph_id')),
    )
    op.create_index(op.f('ix_text_wording_paragraph_id'), 'text_wording', ['paragraph_id'], unique=False)
    op.create_table(
        'text_suggestion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('paragraph_id', sa.Integer(), nullable=False),
        sa.Column('wording_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.Enum('open', 'taken', 'partly', 'declined', 'withdrawn', name='suggestion_state', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('office', sa.String(160), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_text_suggestion_answered_by_id')),
        sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_text_suggestion_author_id')),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_text_suggestion_municipality_id')),
        sa.ForeignKeyConstraint(['paragraph_id'], ['text_paragraph.id'], name=op.f('fk_text_suggestion_paragraph_id')),
        sa.ForeignKeyConstraint(['wording_id'], ['text_wording.id'], name=op.f('fk_text_suggestion_wording_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_text_suggestion')),
    )
    op.create_index(op.f('ix_text_suggestion_author_id'), 'text_suggestion', ['author_id'], unique=False)
    op.create_index(op.f('ix_text_suggestion_paragraph_id'), 'text_suggestion', ['paragraph_id'], unique=False)


def downgrade():
    op.drop_table('text_suggestion')
    op.drop_table('text_wording')
    op.drop_table('text_version')
    op.drop_table('text_paragraph')
    op.drop_table('text_document')
