"""Empty on purpose: the module `dlib` comes from dlib-bin, which this package depends on."""
