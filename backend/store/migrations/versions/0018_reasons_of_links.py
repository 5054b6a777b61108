"""links that wait are found by their reason."""

from alembic import op
from sqlalchemy import text

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("link_reason", "link", ["mailbox_id", "reason"], postgresql_where=text("reason <> ''"))
