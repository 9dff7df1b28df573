"""The pages that a browser gets: the start page, GraphiQL and their files."""
