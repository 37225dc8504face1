"""What every room stands on: errors, units, calendar, parameters, sources, strict files."""
