package dev.handwright.edge.http;

import dev.handwright.workspaces.KeyScope;
import java.util.Set;

/** Who may call a route. */
public sealed interface Access {
    /** Everybody, without a key. The handler may check something else, such as a signed URL. */
    record Open() implements Access {}

    /** A key that has one of these scopes (ADMIN always may). */
    record AnyOf(Set<KeyScope> scopes) implements Access {
        public AnyOf {
            scopes = Set.copyOf(scopes);
        }
    }

    /** Other nodes only, which vouch for their callers; others find nothing there. */
    record Peers() implements Access {}

    static Access open() {
        return new Open();
    }

    static Access key(KeyScope... scopes) {
        return new AnyOf(Set.of(scopes));
    }
}
