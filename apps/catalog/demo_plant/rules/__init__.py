"""The plant's process knowledge: a function per family, each a list of operations and who needs them.

A recipe is read from the top: an item's routing is the operations whose flag is set, in this order.
"""
