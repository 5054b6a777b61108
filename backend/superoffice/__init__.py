"""The SuperOffice dialect: sign-in, client, wire to core and back, webhooks."""
