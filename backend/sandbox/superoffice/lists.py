"""`/v1/List`: the lists as an administrator sees them, and user-defined fields' layouts (contracts/superoffice.md §4)."""
