"""sealed votes: every rule, custodians, steps after the end; roll and box in databases of their own

Elections are kept with their options, notes and results. Ballots of votes that are still open were
never sealed and have no place in the new box: such a vote goes back to its draft.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

STATES = ('draft', 'frozen', 'counted', 'cancelled')
JSON = sa.JSON(none_as_null=True)
KEPT = ('election', 'election_option', 'election_note')


def upgrade():
    _put_aside(('ballot', 'roll_entry'))
    _election(
        sa.Column('rule', sa.String(length=30), nullable=False),
        sa.Column('params', JSON, nullable=False),
        sa.Column('seats', sa.Integer(), nullable=False),
        sa.Column('quorum_percent', sa.Integer(), nullable=True),
        sa.Column('approval_quorum_percent', sa.Integer(), nullable=True),
        sa.Column('tie', sa.String(length=10), nullable=False),
        sa.Column('secrecy', _enum('secrecy', 'secret', 'named'), nullable=False),
        sa.Column('open_ballots', sa.Boolean(), nullable=False),
        sa.Column('roll', _enum('roll_kind', 'proofs', 'uploaded', 'codes'), nullable=False),
        sa.Column('paper', _enum('paper', 'none', 'paper_wins', 'first_wins'), nullable=False),
        sa.Column('sealing_key', sa.String(length=64), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('turnout', JSON, nullable=True),
        sa.Column('key_ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('seed', sa.String(length=80), nullable=True),
        sa.Column('seed_how', sa.String(length=500), nullable=False),
        sa.Column('seed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('opened_key', sa.String(length=64), nullable=True),
    )
    _option(
        sa.Column('pot', sa.String(length=120), nullable=False),
        sa.Column('groups', JSON, nullable=True),
    )
    _note()
    op.create_table(
        'custodian',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=160), nullable=False),
        sa.Column('body', sa.String(length=160), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('public_key', sa.String(length=64), nullable=True),
        sa.Column('halves', JSON, nullable=True),
        sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('brought', JSON, nullable=True),
        sa.CheckConstraint('number BETWEEN 1 AND 3', name=op.f('ck_custodian_one_of_three')),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_custodian_election_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_custodian')),
        sa.UniqueConstraint('election_id', 'number', name=op.f('uq_custodian_election_id_number')),
    )
    op.create_index(op.f('ix_custodian_election_id'), 'custodian', ['election_id'])
    same = 'id, municipality_id, consultation_id, activity_id, state, question, consequence'
    dated = 'definition, definition_sha256, frozen_at, counted_at, result'
    _take_back('election', f'{same}, seats, quorum_percent, {dated}', {
        'rule': "CASE rule WHEN 'single' THEN 'plurality' ELSE rule END",
        'params': '\'{"max_choices": \' || max_choices || \'}\'',
        'tie': "'council'", 'secrecy': "'secret'", 'open_ballots': 'true',
        'roll': "'proofs'", 'paper': "'none'", 'seed_how': "''",
    })
    op.execute(
        "UPDATE election SET state = 'draft', definition = NULL, definition_sha256 = NULL,"
        " frozen_at = NULL WHERE state = 'frozen'"
    )
    op.execute(
        "UPDATE activity SET endpoint = '', object_id = NULL WHERE id IN"
        " (SELECT activity_id FROM election WHERE state = 'draft')"
    )
    _take_back('election_option', 'id, election_id, proposal_id, title, text, cost_kurus, position',
               {'pot': "''"})
    _take_back('election_note', 'id, election_id, at, message, facts', {})


def downgrade():
    op.drop_table('custodian')
    _put_aside(())
    _election(
        sa.Column('rule', _enum('rule', 'single', 'approval'), nullable=False),
        sa.Column('max_choices', sa.Integer(), nullable=False),
        sa.Column('seats', sa.Integer(), nullable=False),
        sa.Column('quorum_percent', sa.Integer(), nullable=True),
    )
    _option()
    _note()
    _roll_and_box()
    same = 'id, municipality_id, consultation_id, activity_id, state, question, consequence'
    dated = 'definition, definition_sha256, frozen_at, counted_at, result'
    most = _most_choices()
    _take_back('election', f'{same}, seats, quorum_percent, {dated}', {
        'rule': "CASE rule WHEN 'plurality' THEN 'single' ELSE 'approval' END",
        'max_choices': f"CASE id {most} ELSE 1 END" if most else '1',
    })
    _take_back('election_option', 'id, election_id, proposal_id, title, text, cost_kurus, position', {})
    _take_back('election_note', 'id, election_id, at, message, facts', {})


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _most_choices():
    rows = op.get_bind().execute(sa.text('SELECT id, params FROM old_election')).all()
    found = []
    for number, params in rows:
        read = json.loads(params) if isinstance(params, str) else params
        found.append(f"WHEN {number} THEN {int(read.get('max_choices') or 1)}")
    return ' '.join(found)


def _put_aside(dropped):
    """A table with a CHECK cannot change on SQLite while others refer to it: it is made anew."""
    for name in KEPT:
        op.execute(f'CREATE TABLE old_{name} AS SELECT * FROM {name}')
    for name in (*dropped, 'election_note', 'election_option', 'election'):
        op.drop_table(name)


def _take_back(name, columns, new):
    values = ', '.join([columns, *new.values()])
    if op.get_bind().dialect.name == 'postgresql' and 'params' in new:
        values = values.replace(new['params'], f"({new['params']})::json")
    op.execute(f"INSERT INTO {name} ({', '.join([columns, *new])}) SELECT {values} FROM old_{name}")
    op.execute(f'DROP TABLE old_{name}')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"
            f" COALESCE((SELECT MAX(id) FROM {name}), 0) + 1, false)"
        )


def _election(*own):
    op.create_table(
        'election',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('municipality_id', sa.Integer(), nullable=False),
        sa.Column('consultation_id', sa.Integer(), nullable=False),
        sa.Column('activity_id', sa.Integer(), nullable=False),
        sa.Column('state', _enum('election_state', *STATES), nullable=False),
        sa.Column('question', sa.String(length=300), nullable=False),
        sa.Column('consequence', sa.Text(), nullable=False),
        *own,
        sa.Column('definition', sa.Text(), nullable=True),
        sa.Column('definition_sha256', sa.String(length=64), nullable=True),
        sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('result', JSON, nullable=True),
        sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_election_activity_id')),
        sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_election_consultation_id')),
        sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_election_municipality_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_election')),
        sa.UniqueConstraint('activity_id', name=op.f('uq_election_activity_id')),
    )
    op.create_index(op.f('ix_election_consultation_id'), 'election', ['consultation_id'])
    op.create_index(op.f('ix_election_municipality_id'), 'election', ['municipality_id'])


def _option(*own):
    op.create_table(
        'election_option',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('proposal_id', sa.Integer(), nullable=True),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('cost_kurus', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        *own,
        sa.Column('position', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_election_option_election_id')),
        sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_election_option_proposal_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_election_option')),
        sa.UniqueConstraint('election_id', 'proposal_id', name=op.f('uq_election_option_election_id_proposal_id')),
    )
    op.create_index(op.f('ix_election_option_election_id'), 'election_option', ['election_id'])
    op.create_index(op.f('ix_election_option_proposal_id'), 'election_option', ['proposal_id'])


def _note():
    op.create_table(
        'election_note',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('message', sa.String(length=300), nullable=False),
        sa.Column('facts', JSON, nullable=False),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_election_note_election_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_election_note')),
    )
    op.create_index(op.f('ix_election_note_election_id'), 'election_note', ['election_id'])


def _roll_and_box():
    op.create_table(
        'ballot',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('tag', sa.String(length=64), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('choice', JSON, nullable=False),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_ballot_election_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot')),
        sa.UniqueConstraint('election_id', 'tag', 'revision', name=op.f('uq_ballot_election_id_tag_revision')),
        sqlite_with_rowid=False,
    )
    op.create_index('ix_ballot_election_id_tag', 'ballot', ['election_id', 'tag'])
    op.create_table(
        'roll_entry',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('election_id', sa.Integer(), nullable=False),
        sa.Column('email_proof_id', sa.Integer(), nullable=True),
        sa.Column('residence_proof_id', sa.Integer(), nullable=True),
        sa.Column('identity_tag', sa.String(length=64), nullable=False),
        sa.CheckConstraint('(email_proof_id IS NULL) OR (residence_proof_id IS NULL)', name=op.f('ck_roll_entry_one_proof')),
        sa.ForeignKeyConstraint(['election_id'], ['election.id'], name=op.f('fk_roll_entry_election_id')),
        sa.ForeignKeyConstraint(['email_proof_id'], ['email_proof.id'], name=op.f('fk_roll_entry_email_proof_id')),
        sa.ForeignKeyConstraint(['residence_proof_id'], ['residence_proof.id'], name=op.f('fk_roll_entry_residence_proof_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_entry')),
        sa.UniqueConstraint('election_id', 'email_proof_id', name=op.f('uq_roll_entry_election_id_email_proof_id')),
        sa.UniqueConstraint('election_id', 'identity_tag', name=op.f('uq_roll_entry_election_id_identity_tag')),
        sa.UniqueConstraint('election_id', 'residence_proof_id', name=op.f('uq_roll_entry_election_id_residence_proof_id')),
    )
    op.create_index(op.f('ix_roll_entry_email_proof_id'), 'roll_entry', ['email_proof_id'])
    op.create_index(op.f('ix_roll_entry_residence_proof_id'), 'roll_entry', ['residence_proof_id'])
