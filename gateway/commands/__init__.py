"""One module per group of commands of `kentongan`."""
