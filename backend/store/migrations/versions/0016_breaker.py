"""organisations that rest while a system answers nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("organisation", sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True))
