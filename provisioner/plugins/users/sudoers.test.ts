import { expect, test } from "vitest";
import { ownSudoRule } from "./sudoers.ts";

test("a rule names who may run what as whom", () => {
  const rule = {
    users: ["anna"],
    groups: ["ops", "dev"],
    commands: ["/usr/bin/systemctl restart app", "sudoedit /etc/app.conf"],
    run_as: "www-data:adm",
    nopasswd: true,
  };

  expect(ownSudoRule("app", rule)).toBe(
    "# Written by groundstate from plugins.users.sudo_rules.app\n" +
      "anna, %ops, %dev ALL=(www-data:adm) NOPASSWD: /usr/bin/systemctl restart app, sudoedit /etc/app.conf\n",
  );
});

test("a sign that would end a command is part of it, written once", () => {
  const [, line] = ownSudoRule("a", {
    users: ["a"],
    commands: ["/bin/a x=1,2 y:z #c", "/bin/b p\\,q"],
  }).split("\n");

  expect(line).toBe("a ALL=(root) /bin/a x\\=1\\,2 y\\:z \\#c, /bin/b p\\,q");
});
