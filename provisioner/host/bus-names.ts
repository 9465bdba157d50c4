/** Every D-Bus service that Groundstate talks to: name, root object, main interface */
export const buses = {
  udisks: {
    name: "org.freedesktop.UDisks2",
    path: "/org/freedesktop/UDisks2",
    manager: "org.freedesktop.UDisks2.Manager",
    block: "org.freedesktop.UDisks2.Block",
    drive: "org.freedesktop.UDisks2.Drive",
    filesystem: "org.freedesktop.UDisks2.Filesystem",
    partition: "org.freedesktop.UDisks2.Partition",
    partitionTable: "org.freedesktop.UDisks2.PartitionTable",
    swapspace: "org.freedesktop.UDisks2.Swapspace",
    encrypted: "org.freedesktop.UDisks2.Encrypted",
  },
  packagekit: {
    name: "org.freedesktop.PackageKit",
    path: "/org/freedesktop/PackageKit",
    main: "org.freedesktop.PackageKit",
    transaction: "org.freedesktop.PackageKit.Transaction",
  },
  systemd: {
    name: "org.freedesktop.systemd1",
    path: "/org/freedesktop/systemd1",
    manager: "org.freedesktop.systemd1.Manager",
  },
  login1: {
    name: "org.freedesktop.login1",
    path: "/org/freedesktop/login1",
    manager: "org.freedesktop.login1.Manager",
  },
  standard: {
    name: "org.freedesktop.DBus",
    path: "/org/freedesktop/DBus",
    main: "org.freedesktop.DBus",
    properties: "org.freedesktop.DBus.Properties",
    objectManager: "org.freedesktop.DBus.ObjectManager",
  },
} as const;
