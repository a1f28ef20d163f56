"""Documents that were written to crash a reader, to keep it busy, or to fill the memory."""

from collections.abc import Iterator

MANY = 100_000
LONG = 1_000_000
WIDE_NUMBER = b"9" * 4300  # the most digits that Python reads as a number
ANY = {
    "nothing": b"",
    "NUL": b"\0",
    "a million NULs": b"\0" * LONG,
    "a million line ends": b"\n" * LONG,
    "a million returns": b"\r" * LONG,
    "a million spaces": b" " * LONG,
    "one line of a million": b"a" * LONG,
    "lines of one letter": b"a\n" * (LONG // 2),
    "no UTF-8": b"\xff\xfe\xfd" * 1000,
    "half a character": b"\xed\xa0\x80",
    "marks of byte order": b"\xef\xbb\xbf" * 1000,
    "UTF-16": "\ufeff{}<a/>a: 1".encode("utf-16"),
    "UTF-32": "\ufeff{}<a/>a: 1".encode("utf-32"),
    "brackets": b"[" * MANY,
    "round brackets": b"(" * MANY,
    "braces": b"{" * MANY,
    "quotes": b'"' * MANY,
    "ticks": b"`" * MANY,
    "backslashes": b"\\" * MANY,
    "minus": b"-" * MANY,
    "hashes": b"#" * MANY,
    "stars": b"*" * MANY,
    "equals": b"=" * MANY,
    "colons": b":" * MANY,
    "colons and ones": b":1" * MANY,
    "a star and a letter": b"*a" * 5_000,
}
JSON = {
    "nested lists": b"[" * MANY + b"]" * MANY,
    "nested objects": b'{"a":' * MANY + b"1" + b"}" * MANY,
    "nested in bounds": b"[" * 900 + b"]" * 900,
    "many empty lists": b"[" + b"[]," * 300_000 + b"[]]",
    "many objects": b"[" + b'{"a":1},' * 100_000 + b"{}]",
    "one key, many times": b"{" + b'"a":1,' * MANY + b'"a":2}',
    "number": b"9" * 5000,
    "number in bounds": WIDE_NUMBER,
    "float": b"1e999999",
    "not a number": b"[NaN, Infinity, -Infinity]",
    "half a character": rb'"\ud800"',
    "NUL in text": rb'"\u0000"',
    "mark of byte order": b"\xef\xbb\xbf{}",
}
XML = {
    "entities of entities": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))
    + b"]><testsuites>&u;</testsuites>",
    "one large entity": b'<!DOCTYPE a [<!ENTITY a "'
    + b"a" * MANY
    + b'">]><testsuites>'
    + b"&a;" * MANY
    + b"</testsuites>",
    "a file": b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuites>&a;</testsuites>',
    "an address": b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><testsuites/>',
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]><a/>',
    "nested elements": b"<testsuites>" + b"<testsuite>" * MANY,
    "nested strangers": b"<coverage>" + b"<a>" * MANY,
    "attributes": b"<testsuites " + b"".join(b'a%d="" ' % n for n in range(MANY)) + b"/>",
    "an attribute twice": b'<testsuites a="" a=""/>',
    "character reference": b"<testsuites>&#0;&#x110000;&#xd800;</testsuites>",
    "declared encoding": b'<?xml version="1.0" encoding="utf-7"?><testsuites/>',
    "unknown encoding": b'<?xml version="1.0" encoding="none"?><testsuites/>',
    "comments": b"<testsuites>" + b"<!-- -->" * MANY + b"</testsuites>",
    "instructions": b"<?a b?>" * MANY + b"<testsuites/>",
    "text": b"<testsuites>" + b"&lt;" * MANY + b"</testsuites>",
    "names": b"<" + b"a" * LONG + b"/>",
    "namespaces": b'<testsuites xmlns:a="b" xmlns:a="c"><a:testcase/></testsuites>',
}
YAML = {
    "aliases of aliases": b"a0: &a0 [x, x]\n"
    + b"".join(
        b"a%d: &a%d [%b]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 30)
    ),
    "merge keys": b"a: &a {b: 1}\n<<: [*a, *a]\n",
    "nested lists": b"- " * MANY,
    "nested mappings": b"".join(b" " * n + b"a:\n" for n in range(400)),
    "nested questions": b"? " * MANY,
    "nested flows": b"{a: " * MANY,
    "many keys": b"".join(b"a%d: 1\n" % n for n in range(30_000)),
    "flow of many": b"[" + b"a," * MANY + b"a]",
    "one key twice": b"a: 1\na: 2\n",
    "a tag": b"!!python/object/apply:os.system ['true']",
    "tags": b"!a " * MANY,
    "anchors": b"&a " * MANY,
    "directives": b"%YAML 1.2\n" * 1000 + b"--- a",
    "many handles": b"".join(b"%%TAG !%d! a\n" % n for n in range(5000)) + b"--- a",
    "version": b"%YAML 9999999999999999999999.1\n---\na",
    "documents": b"---\n" * MANY,
    "folded": b"a: >\n" + b"  b\n" * 50_000,
    "quoted over lines": b'a: "' + b"b\n\n" * 50_000 + b'"',
    "plain over lines": b"a" + b"\n b" * 50_000,
    "long key": b"? " + b"a" * 200_000 + b"\n: b",
    "colons in a line": b"a: " * 50_000,
    "comments": b"# a\n" * 50_000,
    "tabs": b"\t" * 200_000,
    "indents": b"".join(b" " * (n % 50) + b"- a\n" for n in range(5000)),
    "escapes": rb'"\UFFFFFFFF"',
    "half a character": rb'"\ud800"',
    "anchor without a name": b"& a",
    "blank lines and spaces": b" \n" * 100_000,
}
TOML = {
    "number of 5,000 digits": b"a = " + b"9" * 5000,
    "nested lists": b"a = " + b"[" * MANY,
    "nested tables": b"a = " + b"{a=" * MANY,
    "key of many parts": b".".join([b"a"] * 100_000) + b" = 1",
    "quoted key of many parts": b" . ".join([b'"a b"'] * 50_000) + b" = 1",
    "header of many parts": b"[" + b".".join([b"a"] * 100_000) + b"]",
    "string without an end": b'"' + rb"\"" * 200_000,
    "many headers": b"".join(b"[a%d]\n" % n for n in range(50_000)),
    "many lists of tables": b"[[a]]\n" * 100_000,
    "deep lists of tables": b"".join(b"[[" + b".".join([b"a"] * n) + b"]]\n" for n in range(1, 60)),
    "one key twice": b"a = 1\na = 2\n",
    "a date": b"a = 9999-99-99T99:99:99Z",
    "exponent": b"a = 1e999999",
    "hexadecimal": b"a = 0x" + b"f" * 100_000,
    "half a character": rb'a = "\uD800"',
    "comments": b"#\n" * 200_000,
    "one long list": b"a = [" + b"1," * 300_000 + b"]",
    "spaces before a comma": b"a = [1" + b" " * 500_000 + b"x",
}
INI = {
    "defaults by sections": b"[DEFAULT]\n"
    + b"".join(b"a%d=\n" % n for n in range(20_000))
    + b"".join(b"[%d]\n" % n for n in range(20_000)),
    "key without a value, and more": b"[a]\nb\n  c\n",
    "key without a value": b"[pytest]\naddopts\n",
    "no section": b"a = 1\n",
    "sections": b"".join(b"[%d]\n" % n for n in range(100_000)),
    "value of many lines": b"[pytest]\naddopts =\n" + b"  -x\n" * 100_000,
    "value with blank lines": b"[pytest]\naddopts = a\n" + b"\n  a\n" * 50_000,
    "interpolation": b"[pytest]\na = %(a)s\n",
    "brackets": b"[pytest]\n" + b"[" * 300_000,
    "spaces": b"[pytest]\na" + b" " * 300_000 + b"b\n",
    "indents": b"[pytest]\na = 1\n" + b"".join(b" " * (n % 60) + b"b\n" for n in range(20_000)),
}
MARKDOWN = {
    "quotes in quotes": b"> " * 20_000,
    "lists in lists": b"- " * 20_000 + b"a",
    "lists by indent": b"".join(b"  " * n + b"- a\n" for n in range(300)),
    "emphasis": b"*a **b " * 20_000,
    "emphasis that is opened": b"a**b" * 20_000,
    "links that are opened": b"[a](" * 20_000,
    "images that are opened": b"![[]()" * 20_000,
    "links": b"[a](b) " * 20_000,
    "references": b"".join(b"[a%d]: b\n" % n for n in range(10_000)) + b"[a1]" * 10_000,
    "brackets": b"[" * 50_000 + b"a" + b"]" * 50_000,
    "angles": b"<" * 100_000,
    "comment without an end": b"<!-- " * 50_000,
    "tags without an end": b"<a " * 50_000,
    "instruction without an end": b"a <?" * 30_000,
    "declarations": b"a <!A " * 30_000,
    "data sections": b"a <![CDATA[" * 20_000,
    "code spans": b"".join(b"`" * (n % 300) + b"a" for n in range(2000)),
    "fences": b"```\n" * 100_000,
    "tables": b"|a" * 1000 + b"\n" + b"|-" * 1000 + b"\n" + b"|\n" * 2000,
    "headings": b"# a\n" * 50_000,
    "entities": b"&amp;" * 50_000,
    "front matter": b"---\n" + b"[" * MANY + b"\n---\n",
    "front matter without an end": b"---\n" + b"a: 1\n" * 20_000,
    "a task and spaces": b"# Tasks\n\n- T1: a" + b" " * 300_000 + b"b\n",
    "a task and brackets": b"# Tasks\n\n- T1: a" + b" (" * 150_000 + b"b\n",
    "a task and rules": b"# Tasks\n\n- T1: a (" + b"R1, " * 50_000 + b"R1)\n",
    "many tasks": b"# Tasks\n\n" + b"".join(b"- T%d: a (R1)\n" % (n % 9999) for n in range(8000)),
}
PYTHON = {
    "nested brackets": b"a = " + b"(" * 150 + b")" * 150,
    "attributes": b"a" + b".a" * 2500 + b"()",
    "calls of calls": b"a" + b"()" * 2500,
    "signs": b"a = " + b"-" * MANY + b"1",
    "sum": b"install_requires = " + b"'a'+" * 5000 + b"'a'\nsetup(install_requires=1)",
    "names of names": b"a0 = ['x'] * 9\na0 = ['x']\n"
    + b"".join(b"a%d = [%b]\n" % (n, b",".join([b"a%d" % (n - 1)] * 10)) for n in range(1, 19))
    + b"setup(install_requires=a18)",
    "a name of itself": b"a = [a, a, a]\nsetup(install_requires=a)",
    "coding": b"# coding: punycode\nsetup(name='a')",
    "another coding": b"# coding: unicode_escape\nsetup(name='a')",
    "escapes": b"setup(name='\\d')",
    "many elements": b"a = [" + b"1," * 400_000 + b"]",
    "indents": b"".join(b" " * n + b"if a:\n" for n in range(90)) + b" " * 90 + b"a",
    "number": b"a = " + b"9" * 5000,
    "class lines": b"class " * 20_000,
    "name of spaces": b"name" + b" " * 300_000 + b"=",
    "name name": b"name = " * 50_000,
}
FAMILIES = {
    "json": JSON,
    "xml": XML,
    "yaml": YAML,
    "toml": TOML,
    "ini": INI,
    "markdown": MARKDOWN,
    "python": PYTHON,
}


def hostile_documents(families: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield what every reader is given, then what the formats in `families` are hurt by."""
    yield from ANY.items()
    for family in families:
        for what, content in FAMILIES[family].items():
            yield f"{family}: {what}", content
