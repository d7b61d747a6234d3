"""One command a module, each named ``command``; the command line finds it there."""
