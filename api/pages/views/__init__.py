"""A group of pages a module: each adds its views to ``pages``, and names its places in the menu."""
