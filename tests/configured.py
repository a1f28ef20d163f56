"""A configuration that uses every key, for tests of what reads and describes it."""

GOOD = """\
gatewright: 1                     # format version
base: main
coverage: {development: 60, staging: 70, production: 80}
paths: {source: ["src/**"], tests: ["tests/**"]}
off: [types]                      # built-in checks this project does without
environments:
  py: {profile: uv, from: [uv.lock, pyproject.toml]}
  odd: {profile: command, from: [deps.txt], build: [./ci/deps, "{env}"]}
  old: {profile: adopt, path: .venv}
prepare: {codegen: {argv: [make, proto], reads: ["proto/**"], writes: ["src/gen/**"]}}
services:
  db:
    start: [./ci/db, "{port}"]
    ready: [./ci/ready, "{port}"]
    stop: [./ci/stop]
    gives: {DATABASE_URL: "postgres://localhost:{port}/t"}
checks:
  changelog: {git: {must_touch: ["CHANGELOG.md"], message: conventional, branch: "feature/*"}}
  readme: {doc: {path: README.md, sections: [Install, Usage], max_words: 900}}
  build: {command: {argv: [make, build], forbid_output: ["warning:"]}, timeout: 5m}
  small: {assert: "change.added <= 400", when: "change.added > 0", advisory: true}
  coverage: {coverage: {changed_lines: {development: 75}}}
  tests: {tests: {min_run: 10, max_skipped: 0}, environment: py, services: [db]}
  proof: {proof: {}}
  ruler: {ruler: {}}
  lint: {findings: {profile: ruff, max_new: 0, new_only: false}}
"""
