/** Where the document of this machine lies */
export const documentPath = "/etc/groundstate/state.json";

/** Everything the provisioner remembers; a subvolume of its own, so that rolling the system back never rewrites it */
export const stateDirectory = "/var/lib/groundstate";

/** One folder a transaction: the files it may change, as they were */
export const checkpointsDirectory = `${stateDirectory}/checkpoints`;

/** Held for as long as a transaction runs */
export const lockPath = `${stateDirectory}/transaction.lock`;

/** The id of the running transaction; left behind only by a cut, and then groundstate-recover.service runs */
export const lockHolderPath = `${stateDirectory}/transaction.holder`;

/** Keys of resources that earlier documents created, by plugin */
export const ownedPath = `${stateDirectory}/owned.json`;

/** What `groundstate status` shows */
export const statusPath = `${stateDirectory}/status.json`;

/** There until first boot has converged */
export const firstbootMarkerPath = `${stateDirectory}/firstboot-pending`;

/** Read-only snapshots of the root subvolume */
export const snapshotsDirectory = "/.snapshots";
