package dev.handwright.workspaces;

/** What a key may do. ADMIN is all of it, and keys, secrets and the workspace besides. */
public enum KeyScope {
    ADMIN,
    WORKFLOWS,
    RUNS,
    DESKTOPS
}
