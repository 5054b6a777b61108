"""tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_IDS = ("superoffice_id", "calendar_id")


def upgrade() -> None:
    # an entry of the diary that becomes a to-do has one row in SuperOffice, and for a while two links
    for name in _IDS:
        op.drop_constraint(f"link_mailbox_id_{name}_key", "link", type_="unique")
        op.create_unique_constraint(f"link_mailbox_id_kind_{name}_key", "link", ["mailbox_id", "kind", name])
    op.add_column("cursor", sa.Column("kind", sa.String(), nullable=False, server_default="appointment"))
    op.alter_column("cursor", "kind", server_default=None)
    op.drop_constraint("cursor_pkey", "cursor", type_="primary")
    op.create_primary_key("cursor_pkey", "cursor", ["mailbox_id", "kind", "side"])
