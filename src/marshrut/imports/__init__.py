"""Reading lists that people keep: cells of a sheet to keyword arguments of the use cases."""
