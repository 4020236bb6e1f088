"""Work that goes on after a request was answered: the queue that says where there is some, and who does it."""
