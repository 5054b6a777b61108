"""The demonstration: people who connect by themselves, an Outlook with the real pane, and a SuperOffice."""
