package dev.handwright.desktops;

/** How the making of a desktop ended. */
public sealed interface CreateResult {
    record Created(OwnedDesktop desktop) implements CreateResult {}

    /**
     * @param limit desktops a workspace may have at a time
     */
    record OverQuota(int limit) implements CreateResult {}

    /** As many desktops are alive as this server may have, or as workspaces may. */
    record NoneFree() implements CreateResult {}

    /** One may be had, but it did not start; the cause is in the server's log. */
    record NotStarted() implements CreateResult {}
}
