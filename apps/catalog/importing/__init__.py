"""A plant's data into the catalogue, from files or from its ERP, by one way:

rows of any source (`source`, `csv_source`) → cleaned as a profile says (`profile`, `profiles/`, `cleaning`)
→ staged by COPY (`staging`) → merged, a statement per table, in one transaction (`merging`).

`load.load_folder` is the way in for files, `load.load_tables` for rows of any other source.
"""
