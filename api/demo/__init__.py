"""A small invented region with a year of records, to look at: every person is made up."""
