"""How fast the marketplace is, measured from outside and compared with a floor. See docs."""
