"""Small pictures for mails: drawn as SVG, turned to PNG on this machine; a mail leaves without one when that fails."""
