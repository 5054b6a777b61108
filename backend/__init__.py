"""Keeps SuperOffice CRM and Outlook calendars equal, both ways."""
