"""Local SuperOffice, Microsoft Graph and Entra with a small company in them. Imports nothing else of ours."""
