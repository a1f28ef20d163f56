"""Other engines that do the steps of `bench.engine`, each in an environment of its own."""
