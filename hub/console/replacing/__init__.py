"""Another Pi takes the place of one: asked for on one page, and looked after on the next."""
