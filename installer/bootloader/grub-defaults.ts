/** Beside Debian's own file, so that no package and no person is in our way */
export const grubDefaultsPath = "/etc/default/grub.d/groundstate.cfg";

/** Screen and first serial port are both alive, for GRUB, the kernel and the log in */
export const grubDefaults = `# Written by the Groundstate installer; update-grub reads it.
GRUB_DEFAULT=0
GRUB_TIMEOUT_STYLE=menu
GRUB_TIMEOUT=1
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200"
GRUB_TERMINAL="console serial"
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
GRUB_DISABLE_OS_PROBER=true
`;
