"""A report in one language, laid out. It knows no file format."""
