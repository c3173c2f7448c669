"""The worker: events, deadlines, unfinished operations and the chain of the book."""
