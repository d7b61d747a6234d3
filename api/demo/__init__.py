"""Three invented regions with a year and a half of records: every person is made up."""
