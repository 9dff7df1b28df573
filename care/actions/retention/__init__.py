"""What archiving, holding and erasing a child's file share."""
