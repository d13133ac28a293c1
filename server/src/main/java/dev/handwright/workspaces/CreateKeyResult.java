package dev.handwright.workspaces;

import java.util.Set;

/** How the making of a key by another key ends. */
public sealed interface CreateKeyResult {
    record Created(NewKey key) implements CreateKeyResult {}

    /**
     * A key may make no stronger one.
     *
     * @param lacking what was asked for and the maker does not have itself
     */
    record TooStrong(Set<KeyScope> lacking) implements CreateKeyResult {}
}
