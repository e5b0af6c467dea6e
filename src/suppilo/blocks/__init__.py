"""Page and mail blocks to HTML and MJML. Pure."""
