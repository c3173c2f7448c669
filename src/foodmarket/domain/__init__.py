"""The marketplace's rules: pure, synchronous decisions and the thin use cases that apply them.

Every folder is one capability. Import what it offers from the capability itself, for example
``from foodmarket.domain.orders import PlaceOrder``.
"""
