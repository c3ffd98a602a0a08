"""What every package stands on: database, clock, rules, forms, text, outbox."""
