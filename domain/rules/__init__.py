"""Rules of the notice, one file a family. A rule is a pure function named after its id and returns a finding."""
