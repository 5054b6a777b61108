"""The sandbox speaking SuperOffice CRM Online."""
