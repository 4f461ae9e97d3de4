"""Reports: from stored slots to a model free of words, and from there to every format."""
