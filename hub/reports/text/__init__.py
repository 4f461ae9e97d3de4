"""Every word of a report, by language. It knows no figure and no format."""
