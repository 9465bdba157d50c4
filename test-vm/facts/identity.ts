import type { JsonObject } from "../../provisioner/host/json.ts";
import { objectAt } from "../document.ts";
import type { Question } from "../questions.ts";
import type { Firmware } from "../vm/firmware.ts";
import { answers, matches, shellWord } from "./question-kinds.ts";

/** Name, time zone, locale and the state of the machine as a whole */
export function identityFacts(document: JsonObject, firmware: Firmware): Question[] {
  const { hostname, domain, timezone, locale, suite } = objectAt(document, "bootstrap");
  return [
    ...(typeof hostname === "string" ? [answers("host name", "hostname", hostname)] : []),
    ...(typeof hostname === "string" && typeof domain === "string"
      ? [answers("full name", "hostname --fqdn", `${hostname}.${domain}`)]
      : []),
    ...(typeof timezone === "string" ? [timezoneFact(timezone)] : []),
    ...(typeof locale === "string" ? [answers("locale", systemLocale, locale), localeWorks(locale)] : []),
    answers(
      "Debian suite",
      ". /etc/os-release && echo $VERSION_CODENAME",
      typeof suite === "string" ? suite : "trixie",
    ),
    matches("machine-id", "cat /etc/machine-id", /^[0-9a-f]{32}$/, "32 hexadecimal digits"),
    answers(
      "no unit has failed",
      "systemctl list-units --failed --no-legend --plain | cut -d' ' -f1; true",
      "",
    ),
    answers("no package is half installed", "dpkg --audit", ""),
    ...firmwareFacts(firmware),
  ];
}

const systemLocale = `cat /etc/locale.conf /etc/default/locale 2>/dev/null | sed -n 's/^LANG=//p' | tr -d '"' | sort -u`;

function timezoneFact(timezone: string): Question {
  const zone = shellWord(`/usr/share/zoneinfo/${timezone}`);
  return answers(`time zone ${timezone}`, `cmp /etc/localtime ${zone} && echo same`, "same");
}

function localeWorks(locale: string): Question {
  return answers("locale is generated", `LC_ALL=${shellWord(locale)} locale charmap`, "UTF-8");
}

// The last byte of the variable is its value; the four before are attributes
function firmwareFacts(firmware: Firmware): Question[] {
  const secureBoot = "od -An -tu1 -j4 /sys/firmware/efi/efivars/SecureBoot-* | tr -d ' '";
  return firmware === "uefi"
    ? [answers("Secure Boot is on", secureBoot, "1"), bootEntry]
    : [answers("booted by a BIOS", "test -d /sys/firmware/efi || echo yes", "yes")];
}

// efibootmgr's device paths name the partition by the same UUID as the kernel does
const bootEntry: Question = {
  what: "the firmware's boot entry Groundstate leads to this disk's ESP",
  command: `efibootmgr -v | sed -n 's/^Boot[0-9A-F]*\\*\\? Groundstate\t.*GPT,\\([0-9a-f-]*\\),.*/\\1/p'
lsblk -dno PARTUUID "$(findmnt -no SOURCE --mountpoint /boot/efi)"`,
  needs: "one entry, with the partition that is mounted at /boot/efi",
  agrees: ({ text, exit }) => {
    const [entry, esp, ...more] = text.split("\n");
    return exit === 0 && entry === esp && more.length === 0;
  },
};
