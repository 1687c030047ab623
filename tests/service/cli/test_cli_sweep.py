"""`sweep`: resumed it comes to the same, also with more workers; what is wrong is told in a line."""



