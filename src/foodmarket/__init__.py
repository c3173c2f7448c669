"""A marketplace for home-cooked food: a pure domain with a running marketplace around it.

Start reading at `foodmarket.domain`, then `foodmarket.ports`; `foodmarket.adapters` holds one
folder per technology and `foodmarket.entrypoints` wires them together.
"""

from importlib.metadata import version

__version__ = version("foodmarket")
