"""Read XLSX workbooks into rows."""
