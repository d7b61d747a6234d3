"""The column image: the rows of cases as columns in mapped files, beside the database."""
