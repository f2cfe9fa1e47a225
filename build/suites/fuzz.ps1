# Every fuzzer over its seeds and for a moment more, and the C programs of tests/cabi under AddressSanitizer.
Invoke-FuzzParts 'fuzz' 6
