"""What a hand-over pack says: its first page, case sheet, dates, pictures, docket."""
