"""The shapes of requests and answers. Requests are checked by them, answers documented."""
