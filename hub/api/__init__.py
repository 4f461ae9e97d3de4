"""The hub's HTTP interface. It asks the live reader; it never touches MQTT and never the store."""
