"""A payment provider of one's own: a rail to Toy, a company that exists in `company.py` alone."""
