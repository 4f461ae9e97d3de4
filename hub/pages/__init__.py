"""The visitors' pages: the live answer in words, for people, in German and English."""
