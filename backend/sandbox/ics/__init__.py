"""Calendar files of the real world, brought into a sandbox mailbox without sending a single invitation."""
