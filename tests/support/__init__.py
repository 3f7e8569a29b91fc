"""What the tests run against: databases, a web server, a browser."""
