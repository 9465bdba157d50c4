/** Volume label of the ISO; the live system finds its medium by it */
export const volumeLabel = "GROUNDSTATE_ISO";

interface MenuEntry {
  title: string;
  parameters: readonly string[];
}

/** The kernel talks on every console named; the last one is /dev/console */
const screen = ["console=ttyS0,115200", "console=tty0"];
const serial = ["console=tty0", "console=ttyS0,115200"];

/** Entries of the boot menu, the first is the default */
export const menu: readonly MenuEntry[] = [
  { title: "Install Groundstate", parameters: screen },
  { title: "Install Groundstate (serial console)", parameters: serial },
  { title: "Rescue shell", parameters: ["groundstate.rescue", ...serial] },
];

/** What live-boot(7) is told: which medium, and to keep its hands off fstab, network and persistence */
export const liveParameters: readonly string[] = [
  "boot=live",
  `live-media=/dev/disk/by-label/${volumeLabel}`,
  ...["nofstab", "nonetworking", "nopersistence"],
  ...["loglevel=4", "systemd.show_status=auto"],
];

/** Text of /boot/grub/grub.cfg on the medium; firmware and serial line both show the menu and take keys */
export function grubConfig(): string {
  return `# A machine without a serial port keeps its screen
if serial --unit=0 --speed=115200; then
  terminal_input console serial
  terminal_output console serial
fi
set timeout=3
set default=0
${menu.map(entryText).join("")}`;
}

/** What the BIOS image runs first: finds the medium whatever drive it is, then its menu */
export const embeddedConfig = `search --no-floppy --set=root --file /.disk/info
set prefix=($root)/boot/grub
configfile $prefix/grub.cfg
`;

function entryText({ title, parameters }: MenuEntry): string {
  return `
menuentry "${title}" {
  linux /live/vmlinuz ${[...liveParameters, ...parameters].join(" ")}
  initrd /live/initrd.img
}
`;
}
