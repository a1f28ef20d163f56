// Writes what Node's test runner sees as JUnit XML, with the file and line of each test.
// Node's own JUnit reporter names neither, and turns a test that has subtests into a suite.

import { relative } from "node:path";

const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;" };

const quoted = (value) =>
  `"${String(value ?? "").slice(0, 2000).replace(ILLEGAL, "?").replace(/[&<>"\n\r\t]/g, (sign) => SIGNS[sign])}"`;

function ending(event) {
  const { data } = event;
  if (data.skip !== undefined || data.todo !== undefined) {
    return `<skipped message=${quoted(data.skip ?? data.todo)}/>`;
  }
  if (event.type === "test:pass") return "";
  const error = data.details?.error;
  const message = error?.cause?.message ?? error?.message ?? error;
  const kind = data.details?.type === "suite" || isFile(data) ? "error" : "failure";
  return `<${kind} message=${quoted(message)}/>`;
}

// A file that ran to its end without a test is reported as if it were one that passed.
const isFile = (data) =>
  data.nesting === 0 && (data.name === data.file || relative(process.cwd(), data.file ?? "") === data.name);

function counts(event) {
  const { data } = event;
  const failed = event.type === "test:fail";
  if (isFile(data)) return failed;
  if (data.details?.type === "suite") {
    return failed && data.details?.error?.failureType !== "subtestsFailed";
  }
  return true;
}

export default async function* report(source) {
  const around = new Map(); // file -> names of the tests that are open, outermost first
  yield "<testsuites>\n";
  for await (const event of source) {
    const { data } = event;
    if (event.type === "test:start") {
      const open = around.get(data.file) ?? [];
      open.length = data.nesting;
      open[data.nesting] = data.name;
      around.set(data.file, open);
    } else if ((event.type === "test:pass" || event.type === "test:fail") && counts(event)) {
      const open = (around.get(data.file) ?? []).slice(0, data.nesting);
      const name = isFile(data) ? "" : data.name;
      const file = relative(process.cwd(), data.file ?? "");
      const named = `file=${quoted(file)} line=${quoted(data.line)} name=${quoted(name)}`;
      yield `<testcase ${named} classname=${quoted(open.join(" > "))}>${ending(event)}</testcase>\n`;
    }
  }
  yield "</testsuites>\n";
}
