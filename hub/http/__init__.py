"""What stands around every answer over HTTP. It knows no route."""
