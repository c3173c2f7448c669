"""The ways in: HTTP, worker, command line, and the bootstrap that wires ports to adapters."""
