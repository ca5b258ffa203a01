"""Many runs: plan, engines, store, results."""
