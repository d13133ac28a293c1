package dev.handwright.nodes;

import dev.handwright.base.Json;
import dev.handwright.workspaces.ApiKey;
import dev.handwright.workspaces.Caller;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspace;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a node shows to another one with a request that it passes on: that it is a node, and whose
 * request it is, which it has checked. Good for one node, method and target, and for a short time.
 */
public final class Passes {
    /** As far as clocks of nodes may differ, as for signed requests. */
    private static final Duration GOOD = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Node.Id self;
    private final Clock clock;

    /**
     * @param key 32 bytes that all nodes share
     */
    public Passes(byte[] key, Node.Id self, Clock clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.self = self;
        this.clock = clock;
    }

    /**
     * @param caller empty on a route that needs no key
     */
    public record Pass(Optional<Caller> caller) {}

    /**
     * @param target path and query, escaped
     */
    public String issue(Node.Id to, String method, String target, Optional<Caller> caller) {
        var said = new LinkedHashMap<String, Object>();
        said.put("to", to.value());
        said.put("at", clock.instant().getEpochSecond());
        caller.ifPresent(it -> {
            said.put("workspace", it.workspace().value());
            said.put("key", it.key().value());
            said.put("scopes", it.scopes().stream().map(KeyScope::name).toList());
        });
        var text = base64(Json.writeBytes(said));
        return text + "." + base64(mac(text, method, target));
    }

    /** Empty for one that is forged, too old, or for another node or request. */
    public Optional<Pass> check(String pass, String method, String target) {
        int dot = pass.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        var text = pass.substring(0, dot);
        try {
            var mac = Base64.getUrlDecoder().decode(pass.substring(dot + 1));
            if (!MessageDigest.isEqual(mac, mac(text, method, target))) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        var json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        var said = Json.read(json, Said.class);
        var age = Duration.ofSeconds(clock.instant().getEpochSecond() - said.at).abs();
        return said.to.equals(self.value()) && age.compareTo(GOOD) <= 0
                ? Optional.of(new Pass(said.caller()))
                : Optional.empty();
    }

    private byte[] mac(String text, String method, String target) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            var signed = text + "\n" + method + "\n" + target;
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private record Said(
            String to,
            long at,
            Optional<String> workspace,
            Optional<String> key,
            Optional<List<String>> scopes) {
        Optional<Caller> caller() {
            return workspace.map(it -> {
                var held = new HashSet<KeyScope>();
                scopes.orElse(List.of()).forEach(scope -> held.add(KeyScope.valueOf(scope)));
                return new Caller(new Workspace.Id(it), new ApiKey.Id(key.orElseThrow()), held);
            });
        }
    }
}
