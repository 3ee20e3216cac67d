"""Give users of the stack's own user pool their roles, and take them."""
