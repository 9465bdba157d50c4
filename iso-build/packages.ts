/** The Debian release that the ISO carries */
export const suite = "trixie";

/** What every installed server has, whatever its firmware */
export const basePackages: readonly string[] = [
  // boots on BIOS and on UEFI, with Secure Boot on
  ...["linux-image-amd64", "initramfs-tools", "zstd"],
  ...["grub-pc-bin", "grub-efi-amd64-bin", "grub-efi-amd64-signed", "shim-signed", "grub2-common"],
  "efibootmgr",
  // file systems
  ...["btrfs-progs", "dosfstools", "e2fsprogs"],
  // the system itself
  ...[
    "systemd",
    "systemd-sysv",
    "systemd-resolved",
    "systemd-timesyncd",
    "libpam-systemd",
    "libnss-myhostname",
  ],
  ...["udev", "kmod", "dbus", "dbus-daemon", "polkitd", "login", "passwd", "procps", "psmisc"],
  // what the provisioner works with
  ...["nodejs", "packagekit", "nftables", "iproute2", "openssh-server", "sudo"],
  ...["debian-archive-keyring", "ca-certificates", "netbase", "iputils-ping"],
  // language, keyboard, and something to look around with
  ...["locales", "tzdata", "kbd", "console-setup", "keyboard-configuration"],
  ...["less", "nano", "vim-tiny", "pciutils", "bash-completion", "whiptail"],
];

/** What the live system adds */
export const livePackages: readonly string[] = [
  ...["live-boot", "live-boot-initramfs-tools", "systemd-zram-generator"],
  ...["udisks2", "udisks2-btrfs", "udisks2-lvm2", "lvm2", "mdadm", "cryptsetup-bin", "gdisk", "parted"],
  ...["debootstrap", "squashfs-tools", "curl"],
];

/** What the medium carries for offline installs, besides what the example documents name */
export const poolPackages: readonly string[] = ["apparmor", "htop", "lxc", "tmux", "vim"];
