"""The registries of graduates as data: who is in each on a day, and by which rule."""
