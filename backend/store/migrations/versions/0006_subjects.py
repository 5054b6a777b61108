"""subjects."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # links that were made before show one title on both sides, until it changes
    op.add_column("link", sa.Column("trail", sa.String(), nullable=False, server_default=""))
    op.alter_column("link", "trail", server_default=None)
