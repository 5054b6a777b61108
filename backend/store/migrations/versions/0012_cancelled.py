"""runs that the owner of the mailbox cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailbox", sa.Column("cancelled", sa.BigInteger(), nullable=False, server_default="0"))
