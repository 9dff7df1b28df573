"""Who may: Casbin's model and policy files, permits compiled from them, refusals and the audit trail."""
