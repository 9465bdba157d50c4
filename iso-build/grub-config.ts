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
  return `# UEFI shows its console on the serial line itself; a second one there would draw over it and steal its keys
if [ "$grub_platform" = pc ]; then
  # a machine without a serial port keeps its screen
  if serial --unit=0 --speed=115200; then
    terminal_input console serial
    terminal_output console serial
  fi
fi
set timeout=3
set default=0
${menu.map(entryText).join("")}`;
}

/** What GRUB runs first, out of the BIOS image or the FAT image: finds the medium whatever drive it is, then its menu */
export const embeddedConfig = `search --no-floppy --set=root --file /.disk/info
set prefix=($root)/boot/grub
configfile $prefix/grub.cfg
`;

function entryText({ title, parameters }: MenuEntry): string {
  return `
menuentry "${title}" {
  echo "Starting. Groundstate reports here, on the screen and on the serial line, within a minute or two."
  linux /live/vmlinuz ${[...liveParameters, ...parameters].join(" ")}
  initrd /live/initrd.img
}
`;
}
