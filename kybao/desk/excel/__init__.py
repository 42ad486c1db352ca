"""Any table on a page as a workbook: read off the page that was asked for, and so with the same rows, filters and rights."""
