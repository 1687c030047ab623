"""What is worked out: scenarios, rules, coverage and comparison."""
