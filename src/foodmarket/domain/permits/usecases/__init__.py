"""What cooks, staff and the worker do with permits."""
