"""What may be read from a replica of the database, and for whom (docs/scaling.md).

Only lists of free times and reports: what takes a start always reads, and locks, on the primary.
"""
