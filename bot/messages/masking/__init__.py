"""What nobody should send is covered: pure, known to every floor, used at each door for words."""
