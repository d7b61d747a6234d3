"""Pages for people: rendered on the server, and a client of the API like any other."""
