"""The verb of reconciliation."""
