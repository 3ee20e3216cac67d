"""What data managers, statisticians and centers ask for: definitions, deliveries, results, holds, decisions."""
