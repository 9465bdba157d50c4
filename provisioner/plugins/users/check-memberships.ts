import type { StateDocument } from "../../state/document.ts";
import { joinPointer } from "../../state/pointer.ts";
import type { Problem } from "../../state/problem.ts";
import type { UsersSection } from "./schema.ts";

/** Groups that an account names: one that is to go is an error, one that only a package could bring a warning */
export function checkMemberships(section: UsersSection, document: StateDocument): Problem[] {
  const isRemoved = (group: string): boolean => section.groups?.[group]?.state === "absent";
  return Object.entries(section.accounts ?? {}).flatMap(([name, account]) => {
    if (account.state === "absent") return [];
    const pointer = joinPointer("/accounts", name);
    const own = isRemoved(name) ? [removedGroup(joinPointer("/groups", name, "state"), name)] : [];
    const others = (account.groups ?? []).flatMap((group, index) => {
      const at = joinPointer(pointer, "groups", index);
      if (isRemoved(group)) return [removedGroup(at, group)];
      const known = section.groups?.[group] ?? section.accounts?.[group];
      return known || debianGroups.has(group) ? [] : [unknownGroup(at, group, document)];
    });
    return [...own, ...others];
  });
}

function removedGroup(pointer: string, group: string): Problem {
  return {
    stage: "plan",
    pointer,
    found: `group ${group}, which the document removes and an account of it needs`,
    needs: "a group that is to be there",
    fix: `take groups.${group}.state: absent out of the document, or the group out of the account`,
  };
}

function unknownGroup(pointer: string, group: string, document: StateDocument): Problem {
  const packages = document.plugins["packagekit"] !== undefined;
  return {
    stage: "plan",
    severity: "warning",
    pointer,
    found: `group ${group}, which neither the document nor plain Debian has`,
    needs: packages ? "a package of the document that makes it" : "a group that exists when this is applied",
    fix: `put ${group}: {} into plugins.users.groups unless a package brings it`,
  };
}

/** Groups of Debian's base-passwd (/usr/share/base-passwd/group.master), systemd, udev, openssh and dbus */
const debianGroups = new Set(
  (
    "root daemon bin sys adm tty disk lp mail news uucp man proxy kmem dialout fax voice cdrom floppy tape sudo audio dip " +
    "www-data backup operator list irc src shadow utmp video sasl plugdev staff games users nogroup " +
    "systemd-journal systemd-network systemd-resolve systemd-timesync input sgx clock kvm render messagebus _ssh netdev crontab"
  ).split(" "),
);
