"""the mailbox of a Microsoft account is found without reading them all."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    linked = sa.text("state <> 'unlinked'")
    op.create_index("mailbox_account", "mailbox", ["tenant_id", "account_id"], postgresql_where=linked)
