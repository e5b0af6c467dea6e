"""Page and mail blocks -> HTML and MJML. Pure."""
