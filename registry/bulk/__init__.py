"""Bulk in and out: tables of people's work read row by row, each row with its own outcome; and the year's data out.

A bad row never stops a file and leaves no trace but its line in the report.
"""
