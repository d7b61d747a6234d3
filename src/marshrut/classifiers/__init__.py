"""Tables of codes as data, with Russian and English labels and days of validity."""
