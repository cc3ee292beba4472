"""Chunks of text → what COPY takes, and a reason for everything left out.

A plant's columns hold few distinct values, so each column's texts are read once and looked up afterwards: 1.7 million
rows of 30 columns cost as much as their distinct values do.
"""
