"""The indicators as data, and the few predicates that they are made of."""
