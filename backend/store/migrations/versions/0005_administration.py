"""administration."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UNCHANGEABLE = (
    """
    CREATE FUNCTION act_is_final() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log of administrators'' acts is not changed'; END $$
    """,
    "CREATE TRIGGER act_is_final BEFORE UPDATE ON act FOR EACH ROW EXECUTE FUNCTION act_is_final()",
)


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    moment = sa.DateTime(timezone=True)
    op.add_column("mailbox", sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.alter_column("mailbox", "language", server_default=None)
    op.add_column("mailbox", sa.Column("reminded_at", moment, nullable=True))
    linked = sa.text("state <> 'unlinked'")
    op.drop_constraint("mailbox_address_key", "mailbox")
    op.create_index("mailbox_address", "mailbox", ["address"], unique=True, postgresql_where=linked)
    op.create_index(
        "mailbox_user", "mailbox", ["organisation_id", "associate_id"], unique=True, postgresql_where=linked
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", moment, nullable=False),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_mail_mailbox_id", "mail", ["mailbox_id"])
    op.create_index("mail_waiting", "mail", ["asked_at"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_table(
        "act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("before", json, nullable=False),
        sa.Column("after", json, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("act_of_organisation", "act", ["organisation_id", "at", "id"])
    for statement in _UNCHANGEABLE:
        op.execute(statement)
