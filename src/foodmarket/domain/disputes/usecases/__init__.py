"""Looking at disputes. What people do in one is a verb of orders."""
