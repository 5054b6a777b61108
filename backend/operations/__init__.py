"""What an operator needs beside the sync itself: figures, support bundles, erasing a person."""
