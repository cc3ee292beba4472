"""What changes versions and trainings; each change is one transaction with its event inside it."""
