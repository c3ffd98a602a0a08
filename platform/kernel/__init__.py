"""The ground floor: database, clock, rules, requests, forms, drafts, outbox, text."""
