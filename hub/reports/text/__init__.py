"""Every word of a report, a file per language. It knows no figure and no format."""
