"""Editions of reports, and the periods of monitoring that they close."""
