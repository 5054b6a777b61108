"""The sandbox speaking Microsoft Entra (OpenID Connect and OAuth 2)."""
