"""Three portals unlike the demo, each with the module in it."""
