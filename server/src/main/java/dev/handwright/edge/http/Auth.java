package dev.handwright.edge.http;

import dev.handwright.workspaces.Caller;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds who sends a request by its key, in {@code x-api-key} or as {@code Bearer}. */
final class Auth {
    private final Workspaces workspaces;

    Auth(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    /** The caller, or null on an open route; throws the 401 or 403 otherwise. */
    @Nullable Caller admit(Access access, HttpServletRequest request) {
        return switch (access) {
            case Access.Open() -> null;
            case Access.Peers() -> throw Problem.notFound("There is nothing at this path.");
            case Access.AnyOf(var scopes) -> {
                var caller = caller(request);
                if (scopes.stream().noneMatch(caller::may)) {
                    throw Problem.forbidden(
                            "This key lacks the scope %s; use a key that has it."
                                    .formatted(words(scopes)));
                }
                yield caller;
            }
        };
    }

    private Caller caller(HttpServletRequest request) {
        var key =
                key(request)
                        .orElseThrow(() ->
                                Problem.unauthorized(
                                                "Send an API key in the header x-api-key,"
                                                        + " or as Authorization: Bearer.")
                                        .with("WWW-Authenticate", "Bearer"));
        return workspaces
                .caller(key)
                .orElseThrow(() ->
                        Problem.unauthorized("This API key is not known or was revoked.")
                                .with("WWW-Authenticate", "Bearer"));
    }

    private static Optional<String> key(HttpServletRequest request) {
        var plain = request.getHeader("x-api-key");
        if (plain != null && !plain.isBlank()) {
            return Optional.of(plain.strip());
        }
        var authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip()).filter(it -> !it.isEmpty());
        }
        return Optional.empty();
    }

    private static String words(java.util.Set<KeyScope> scopes) {
        return scopes.stream()
                .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" or "));
    }
}
