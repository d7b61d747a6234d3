"""How it is asked: Flask application, schemas, endpoints, command line; the only wiring."""
