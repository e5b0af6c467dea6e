"""Opens and clicks: kept as they came, classed as a person's, an image proxy's or a scanner's, and classed again."""
