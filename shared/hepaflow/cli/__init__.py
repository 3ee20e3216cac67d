"""The command line: the same engine as the Lambda functions, without a network."""
