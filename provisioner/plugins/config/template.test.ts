import fc from "fast-check";
import { expect, test } from "vitest";
import { isTemplateText, render, templatePath } from "./template.ts";

test("a template knows values, lists, and what stands in maps", () => {
  const text = "port = {{ port }}\n{% for host in hosts -%}\nhost = {{ host.name }}\n{% endfor -%}\n";

  expect(render(text, { port: 8080, hosts: [{ name: "a" }, { name: "b" }] })).toEqual({
    text: "port = 8080\nhost = a\nhost = b\n",
  });
});

test("a name that has no value is a mistake with its place, unless the template asks for it", () => {
  expect(render("a\nb {{ nobody }}\n", {})).toEqual({
    trouble: "undefined variable: nobody",
    place: "line 2, column 6",
  });
  expect(render('{% if nobody %}x{% endif %}{{ nobody | default: "d" }}', {})).toEqual({ text: "d" });
});

test.each([
  ["a date", '{{ "now" | date: "%s" }}'],
  ["chance", "{{ list | sample }}"],
  ["another file", '{% include "passwd" %}'],
  ["another file, rendered", '{% render "passwd" %}'],
  ["what every object has", "{{ list.constructor }}"],
  ["more than fits into memory", "{% for i in (1..1000000000) %}x{% endfor %}"],
])("a template cannot have %s", (_what, template) => {
  expect(render(template, { list: [1, 2] })).toHaveProperty("trouble");
});

test("whatever stands in a template, the answer is a text or a mistake, and twice the same", () => {
  const words = fc.constantFrom(
    "{{",
    "}}",
    "{%",
    "%}",
    "|",
    "a",
    "if",
    "for",
    "in",
    '"',
    "\n",
    " ",
    "(",
    "1",
  );
  const templates = fc.array(words, { maxLength: 20 }).map(parts => parts.join(" "));
  fc.assert(
    fc.property(templates, template => {
      expect(render(template, { a: 1 })).toEqual(render(template, { a: 1 }));
    }),
  );
});

test("a path is no text, and lies below /etc/groundstate unless it is absolute", () => {
  expect(["templates/sshd_config.j2", "{{ hostname }}", "two\nlines"].map(isTemplateText)).toEqual([
    false,
    true,
    true,
  ]);
  expect(templatePath("templates/motd")).toBe("/etc/groundstate/templates/motd");
  expect(templatePath("/srv/motd")).toBe("/srv/motd");
});
