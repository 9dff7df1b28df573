"""What is kept: SQLAlchemy Core tables, one file per noun, in two sets (`records.metadata`)."""
