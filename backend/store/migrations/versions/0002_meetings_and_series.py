"""meetings, answers and series."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NOBODY_ELSE = (
    """
    UPDATE link SET superoffice_shown = superoffice_shown
        || '{"join_url": [""], "guests": [""], "answers": [""], "answer": ["accepted"]}'::jsonb
    WHERE superoffice_shown <> '{}'::jsonb
    """,
    """
    UPDATE link SET calendar_shown = calendar_shown
        || '{"join_url": [""], "guests": [""], "answers": [""], "answer": ["accepted"]}'::jsonb
    WHERE calendar_shown <> '{}'::jsonb
    """,
)
_LISTS = ("put_back", "strangers")
_TEXTS = ("mother", "calendar_series", "superoffice_series", "original")


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("link", sa.Column("part", sa.String(), nullable=False, server_default="own"))
    for name in _TEXTS:
        op.add_column("link", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("link", sa.Column("mother_owner", sa.Integer(), nullable=False, server_default="0"))
    for name in _LISTS:
        op.add_column("link", sa.Column(name, json, nullable=False, server_default="[]"))
    op.add_column("mailbox", sa.Column("preferences_seen", sa.String(), nullable=False, server_default=""))
    op.add_column("mailbox", sa.Column("addresses_seen", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "mailbox", sa.Column("invitations_confirmed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "mailbox",
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    for name in ("part", *_TEXTS, "mother_owner", *_LISTS):
        op.alter_column("link", name, server_default=None)
    for name in ("invitations_confirmed", "linked_at", "addresses_seen", "preferences_seen"):
        op.alter_column("mailbox", name, server_default=None)
    # appointments of which nobody else was part: nothing about others has ever been shown
    for statement in _NOBODY_ELSE:
        op.execute(statement)
    op.create_index("link_uid", "link", ["uid"], postgresql_where=sa.text("uid <> ''"))
    op.create_index("link_booking", "link", ["mother"], postgresql_where=sa.text("mother <> ''"))
    op.create_index("link_row", "link", ["superoffice_id"])
    op.create_index("link_strangers", "link", ["mailbox_id"], postgresql_where=sa.text("strangers <> '[]'"))
    for name in ("calendar_series", "superoffice_series"):
        op.create_index(f"link_{name}", "link", ["mailbox_id", name], postgresql_where=sa.text(f"{name} <> ''"))
    # what was left alone because it was part of a meeting or a series is met anew: everything is read once more
    op.execute("DELETE FROM link WHERE reason IN ('meeting', 'series')")
    op.execute("DELETE FROM cursor")
