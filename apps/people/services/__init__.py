"""What lets people in and out; each change is one transaction, and the change log knows its reason."""
