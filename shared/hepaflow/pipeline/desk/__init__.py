"""Answer what people ask for: definitions, deliveries, results, holds, decisions."""
