"""The control of the sandbox, under /sandbox: what tests and the demo ask that no vendor offers."""
