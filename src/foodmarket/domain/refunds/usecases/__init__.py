"""Looking at refunds. Asking for one is a verb of orders."""
