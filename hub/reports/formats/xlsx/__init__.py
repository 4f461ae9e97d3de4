"""A document as a workbook with native charts, by xlsxwriter."""
