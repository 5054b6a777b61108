"""One run of one mailbox: pull, plan, journal, apply, settle."""
