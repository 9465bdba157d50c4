import { expect, test } from "vitest";
import { formatProblem } from "./format-problems.ts";
import { readSource } from "./source.ts";

function problemsOf(text: string): string[] {
  return readSource(text, "f").problems.map(formatProblem);
}

test("YAML and JSON of the same content are the same value", () => {
  const json = readSource('{"a": [1, {"b": true}], "c": null, "d": "x"}', "f.json");
  const yaml = readSource("# note\na:\n  - 1\n  - b: true\nc:\nd: x\n", "f.yaml");
  expect(yaml.value).toEqual(json.value);
  expect(yaml.value).toEqual({ a: [1, { b: true }], c: null, d: "x" });
});

test("YAML means what it says: no octal modes, no booleans from yes, no dates", () => {
  const { value } = readSource("a: yes\nb: 2024-01-01\nc: 0644\nd: '0644'\n1: x\ne: !!str 12\n", "f");
  expect(value).toEqual({ a: "yes", b: "2024-01-01", c: 644, d: "0644", "1": "x", e: "12" });
});

test("anchors and aliases are read", () => {
  expect(readSource("a: &x {k: [1]}\nb: *x\n", "f").value).toEqual({ a: { k: [1] }, b: { k: [1] } });
});

test("a byte order mark and Windows line ends change nothing", () => {
  const source = readSource("\uFEFFa: 1\r\nb: 2\r\n", "f");
  expect(source.value).toEqual({ a: 1, b: 2 });
  expect(source.position("/b", "value")).toEqual({ file: "f", line: 2, column: 4 });
});

test("positions: a value, its key, a map where its key is, what is missing where its parent is", () => {
  const source = readSource('a:\n  b: [1, 22]\n  "c/d": x\n', "f");
  const at = (pointer: string, part: "key" | "value"): string => {
    const { line, column } = source.position(pointer, part);
    return `${line}:${column}`;
  };
  expect(at("/a/b/1", "value")).toBe("2:10");
  expect(at("/a/c~1d", "value")).toBe("3:10");
  expect(at("/a/c~1d", "key")).toBe("3:3");
  expect(at("/a", "value")).toBe("1:1");
  expect(at("/a/missing", "value")).toBe("1:1");
  expect(at("/nowhere/at/all", "value")).toBe("1:1");
});

test.each([
  [
    "a missing brace",
    '{\n  "a": {"b": 1,\n  "c": 2\n',
    [
      "f:4:1: found a bracket or quote that is still open, needs every { [ and quote closed, do: close what is open before this place",
    ],
  ],
  [
    "a missing comma",
    '{\n  "a": 1\n  "b": 2\n}\n',
    [
      "f:2:8: found a value that runs on into the next key, needs a comma after each value that another one follows, do: add the comma that is missing after this value",
    ],
  ],
  [
    "a tab",
    "a:\n\tb: 1\n",
    ["f:2:1: found a tab as indentation, needs spaces, do: replace the tab by spaces"],
  ],
  [
    "two documents",
    "a: 1\n---\nb: 2\n",
    [
      "f:2:1: found a second document, needs one document in a file, do: remove the line --- and what follows it",
    ],
  ],
  [
    "a key twice",
    '{"a": 1,\n "b": 2,\n "a": 3}',
    [
      'f:3:2 /a: found the key "a" a second time (first on line 1), needs each key once, do: keep one of the two',
    ],
  ],
  [
    "a merge key",
    "a: &x {k: 1}\nb:\n  <<: *x\n",
    [
      "f:3:3 /b/<<: found the merge key <<, needs every key written out, do: copy the keys of the other map here",
    ],
  ],
  [
    "a tag",
    "a: !env HOME\n",
    ["f:1:4: found a YAML tag (!…), needs values without tags, do: remove the tag"],
  ],
  [
    "a huge number",
    "a: 12345678901234567890\n",
    [
      "f:1:4 /a: found a number that cannot be held exactly, needs a finite number of at most 15 digits, do: put it in quotes if text is meant",
    ],
  ],
  [
    "an alias of nothing",
    "a: *nothing\n",
    [
      "f:1:4 /a: found an alias without an earlier anchor, within its own anchor, or one of very many, needs an alias of an anchor further up, do: write the value out",
    ],
  ],
])("%s is said with its place", (_, text, lines) => {
  expect(problemsOf(text)).toEqual(lines);
});

test("several mistakes are all said", () => {
  const text = 'a: "\\q"\nb: @x\nc: [1,\n';
  expect(problemsOf(text).map(line => line.split(" ")[0])).toEqual(["f:1:5:", "f:2:4:", "f:4:1:"]);
});

test("aliases of aliases cannot blow up, nor can an alias of itself", () => {
  const levels = Array.from(
    { length: 9 },
    (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(", ")}]`,
  );
  expect(problemsOf(`l0: &l0 [x]\n${levels.join("\n")}\n`).length).toBeGreaterThan(0);
  expect(problemsOf("a: &a [*a]\n")).toHaveLength(1);
});

test("words about broken text never quote it", () => {
  const lines = problemsOf('{"password": "hunter2" hunter2, "token" "hunter2", \'hunter2');
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join("\n")).not.toContain("hunter2");
});

test.each([
  ["UTF-16", Buffer.from('{"version": 1}', "utf16le"), "f:1:2"],
  ["Latin-1", Buffer.from("version: 1\nmetadata: {author: J\xf6}", "latin1"), "f:2:21"],
])("a file in %s is asked for in UTF-8", (_, bytes, place) => {
  expect(problemsOf(bytes.toString("utf8"))).toEqual([
    `${place}: found bytes that are no UTF-8 text, needs UTF-8, do: save the file as UTF-8`,
  ]);
});

test("a file far too big for a document is not even read", () => {
  expect(problemsOf(" ".repeat(1024 * 1024 + 1))).toEqual([
    "f:1:1: found 1048577 characters, needs at most 1048576, do: make sure that this is the right file",
  ]);
});
