"""From a finished routing to a file that the ERP accepts. docs/export.md says how the parts fit."""
