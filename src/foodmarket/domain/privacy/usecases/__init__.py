"""What people ask of us about their data, and what time asks."""
