"""iCalendar (RFC 5545, 5546): neutral items written as files and mails, and mails of others read."""
