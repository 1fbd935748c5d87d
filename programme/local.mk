# added with the folder's first file
