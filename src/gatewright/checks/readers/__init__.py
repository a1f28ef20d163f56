"""Standard reports turned into observations. Each reader answers with Trouble, never an exception.

A report was written by a process that ran hostile code: totals and rates that it states are
ignored, entries are counted, and every size is bounded.
"""
