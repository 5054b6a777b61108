"""organisations that are closed for a while, or restored from a backup."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mailbox", sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True))
