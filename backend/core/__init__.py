"""What decides: pure functions from values to values. Imports no other package of ours."""
