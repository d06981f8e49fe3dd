"""Papers as files: a rendered template becomes blocks; blocks become the PDF to file and the .docx to edit."""
