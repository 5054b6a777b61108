"""Persons of SuperOffice kept as contacts: who is wanted and why, what is written, what is put back."""
