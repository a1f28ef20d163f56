"""The adversary suite on Gatewright and on spec-kit's workflow engine, in equal terms."""
