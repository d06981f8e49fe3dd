"""What is true: terms, facts, dated law, pure rules and table rows. No effects."""
