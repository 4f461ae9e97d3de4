"""The edge: what one agent on a Raspberry Pi senses, decides, keeps and sends."""
