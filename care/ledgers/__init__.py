"""The Excel form: one declaration of columns makes the template, the reader, the writer and the error book."""
