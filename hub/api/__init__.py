"""The hub's HTTP interface. It asks the live reader, and the store for what is past; never MQTT."""
