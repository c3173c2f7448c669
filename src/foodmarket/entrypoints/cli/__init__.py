"""The command ``foodmarket``."""
