"""`make bench`: what the pipeline costs and how fast it is, measured on this machine.

A report, not a test: nothing fails where a goal is missed. `docs/performance.md` has the method.
"""
