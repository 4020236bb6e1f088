"""Reading in processes of their own, each of which is ended and replaced when it hangs or dies."""
