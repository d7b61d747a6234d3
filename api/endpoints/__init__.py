"""One feature a module; each names it ``feature``, and the application finds it there."""
