"""the calendar that was synced, and what the systems no longer have of what was chosen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("mailbox", sa.Column("calendar_seen", sa.String(), nullable=False, server_default=""))
    op.alter_column("mailbox", "calendar_seen", server_default=None)
    op.add_column("mailbox", sa.Column("vanished", json, nullable=False, server_default="{}"))
    op.alter_column("mailbox", "vanished", server_default=None)
    op.add_column("mailbox", sa.Column("choices_checked", sa.String(), nullable=False, server_default=""))
    op.alter_column("mailbox", "choices_checked", server_default=None)
    op.add_column("mailbox", sa.Column("choices_checked_at", sa.DateTime(timezone=True), nullable=True))
