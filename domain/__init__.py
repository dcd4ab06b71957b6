"""The law of the registry: aggregates, rules and dates. It knows no clock, no store, no network and no screen."""
