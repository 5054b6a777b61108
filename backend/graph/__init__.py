"""The Microsoft Graph dialect: sign-in, client, wire to core and back, notifications."""
