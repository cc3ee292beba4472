"""The way to the ERP's SQL Server: its address, the drivers, and what is wrong with them."""
