"""persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def _of_mailbox() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "personlink",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("made_by_us", sa.Boolean(), nullable=False),
        sa.Column("facts", _json(), nullable=False),
        sa.Column("shown", _json(), nullable=False),
        sa.Column("birthday", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("contact_version", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        _of_mailbox(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mailbox_id", "person_id"),
        sa.UniqueConstraint("mailbox_id", "contact_id"),
    )
    op.create_table(
        "personsource",
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("persons", _json(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        _of_mailbox(),
        sa.PrimaryKeyConstraint("mailbox_id", "source"),
    )
    op.create_table(
        "personcursor",
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        _of_mailbox(),
        sa.PrimaryKeyConstraint("mailbox_id"),
    )
    op.create_table(
        "personproposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_mailbox(),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mailbox_id", "person_id", "field"),
    )
