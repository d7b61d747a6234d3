"""The use cases: load, one aggregate call, save."""
