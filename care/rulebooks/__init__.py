"""The law in files: what each jurisdiction asks, since when, in whose words; pure, dated and cited."""
