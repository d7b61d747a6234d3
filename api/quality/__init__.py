"""The quality of data, as answers and tables show it."""
