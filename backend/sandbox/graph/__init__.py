"""The sandbox speaking Microsoft Graph v1.0."""
