package dev.handwright.edge.http;

import dev.handwright.workspaces.ApiKey;
import dev.handwright.workspaces.CreateKeyResult;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of the caller's workspace, for keys with scope admin. */
public final class KeyRoutes {
    private static final int LABEL_MAX = 128;

    private final Workspaces workspaces;

    public KeyRoutes(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    public List<Route> routes() {
        var admin = Access.key(KeyScope.ADMIN);
        return List.of(
                Route.get("/keys", admin, this::list),
                Route.post("/keys", admin, this::create),
                Route.delete("/keys/{keyId}", admin, this::revoke));
    }

    private Reply list(Request request) {
        var keys = workspaces.keys(request.workspace()).stream().map(KeyRoutes::wire).toList();
        return Reply.json(200, Map.of("keys", keys));
    }

    private Reply create(Request request) throws IOException {
        var body = request.json();
        var label = Fields.text(body, "label").orElse("");
        if (label.length() > LABEL_MAX) {
            throw Problem.badRequest("'label' may have %d characters.".formatted(LABEL_MAX));
        }
        var result = workspaces.createKey(request.caller(), label, scopes(body.get("scopes")));
        return switch (result) {
            case CreateKeyResult.Created(var made) -> {
                var wire = wire(made.key());
                wire.put("key", made.text());
                yield Reply.json(201, wire);
            }
            case CreateKeyResult.TooStrong(var lacking) ->
                    throw Problem.forbidden(
                            "A key may make no stronger key; this one lacks %s."
                                    .formatted(words(lacking)));
        };
    }

    private Reply revoke(Request request) {
        var id = new ApiKey.Id(request.path("keyId"));
        if (!workspaces.revoke(request.workspace(), id)) {
            throw Problem.notFound("There is no living key with this id.");
        }
        return Reply.noContent();
    }

    private static Set<KeyScope> scopes(@Nullable Object given) {
        if (!(given instanceof List<?> words) || words.isEmpty()) {
            throw Problem.badRequest(
                    "'scopes' must be a list of at least one of %s."
                            .formatted(words(EnumSet.allOf(KeyScope.class))));
        }
        var scopes = EnumSet.noneOf(KeyScope.class);
        for (var word : words) {
            scopes.add(
                    Stream.of(KeyScope.values())
                            .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(word))
                            .findFirst()
                            .orElseThrow(() ->
                                    Problem.badRequest(
                                            "There is no scope '%s'; there are %s."
                                                    .formatted(
                                                            word,
                                                            words(
                                                                    EnumSet.allOf(
                                                                            KeyScope.class))))));
        }
        return scopes;
    }

    private static Map<String, Object> wire(ApiKey key) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("keyId", key.id().value());
        wire.put("workspaceId", key.workspace().value());
        wire.put("hint", key.hint());
        wire.put("label", key.label());
        wire.put("scopes", words(key.scopes()));
        wire.put("createdAt", Timestamps.iso(key.createdAt()));
        key.revokedAt().ifPresent(at -> wire.put("revokedAt", Timestamps.iso(at)));
        return wire;
    }

    private static List<String> words(Set<KeyScope> scopes) {
        return scopes.stream().sorted().map(it -> it.name().toLowerCase(Locale.ROOT)).toList();
    }
}
