"""What every judge shares: its subject, cases, trials, and what no judge answered."""
