"""What may be done: one file is one use case is one transaction.

Each asks may they, loads, asks the law, writes, and announces, in this order. An expected no is raised as `Refused`.
"""
