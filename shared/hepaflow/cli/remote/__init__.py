"""Call the HTTP API, and collect what each call needs."""
