"""What is shown beyond the browser tab: on a wall, on paper, on other sites, as text, offline."""
