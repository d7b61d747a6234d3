"""Work lists: which cases call for work, at any point, and why (F015, F035, F041, F042, F106)."""
