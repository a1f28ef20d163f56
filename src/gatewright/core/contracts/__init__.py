"""Two OpenAPI documents compared: what a caller would notice."""
