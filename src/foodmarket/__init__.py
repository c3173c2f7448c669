"""A marketplace for home-cooked food: a pure domain with a running marketplace around it.

Start reading at `foodmarket.domain`, then `foodmarket.ports`; `foodmarket.adapters` holds one
folder per technology and `foodmarket.entrypoints` wires them together.
"""

# Written here and read by the build: asking the installed metadata would cost every import 30 ms.
__version__ = "0.1.0"
