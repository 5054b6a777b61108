"""Mails to the owners of mailboxes, and to nobody else: written, kept until they leave, delivered."""
