"""The work lists over columns, each module as the one of its name beside says it in SQL.

They count and they put in order; what a row tells is read by SQL, in one place (decision 0036).
"""
