"""Programs: supervised, limited, confined. Nothing started here outlives its starter."""
