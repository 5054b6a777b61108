"""The HTTP API of the task pane and the portal, version 1: bearer tokens only, one blueprint a surface."""
