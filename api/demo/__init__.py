"""The demo: synthetic staff and children for four provinces, brought in through the doors that real tenants use."""
