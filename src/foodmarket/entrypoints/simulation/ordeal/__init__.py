"""The real processes under blows: API and worker, two of each, PostgreSQL, Redis and a provider.

`living.endure` runs them as children of this process, with a line that can be cut in front of each
server, kills and stops them by a `schedule` that follows from its seed, lets people order
meanwhile, and compares what they were told with the stores and with the provider's own book once
all is quiet.
"""
