"""From a fact to the broker: numbered, dated, on disk first, sent until there is a receipt."""
