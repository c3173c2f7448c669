"""The verb of statements."""
