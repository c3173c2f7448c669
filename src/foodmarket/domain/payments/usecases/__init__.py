"""What customers do with their ways to pay."""
