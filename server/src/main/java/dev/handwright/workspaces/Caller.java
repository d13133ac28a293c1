package dev.handwright.workspaces;

import java.util.Set;

/**
 * Who sent a request, once its key was found.
 *
 * @param workspace all that the caller may see
 * @param key the key that was used, for logs and for limits per key
 * @param scopes what the key may do; ADMIN includes the others
 */
public record Caller(Workspace.Id workspace, ApiKey.Id key, Set<KeyScope> scopes) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    public boolean may(KeyScope scope) {
        return scopes.contains(KeyScope.ADMIN) || scopes.contains(scope);
    }
}
