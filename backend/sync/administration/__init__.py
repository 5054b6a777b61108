"""What administrators do: users linked and unlinked, the state of every mailbox told, every act written down."""
