package dev.handwright.secrets;

import dev.handwright.base.Ids;
import dev.handwright.workspaces.Workspace;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a workspace's clients sign requests with, and whether a signature is good. Two secrets are
 * valid at once at most, so that one can be rotated without a pause. For many threads.
 */
public final class SigningSecrets {
    /** How far a request's timestamp may be from now, either way. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    static final int MOST = 2;

    private static final String PREFIX = "sgn_";
    private static final int KEY_BYTES = 32;

    private final SigningSecretStore store;
    private final Sealing sealing;
    private final Clock clock;
    private final Ids ids;

    public SigningSecrets(SigningSecretStore store, Sealing sealing, Clock clock, Ids ids) {
        this.store = store;
        this.sealing = sealing;
        this.clock = clock;
        this.ids = ids;
    }

    /** What may be known of a secret after it was made. */
    public record View(String id, String label, Instant createdAt, Optional<Instant> revokedAt) {}

    /**
     * @param secret shown now and never again
     */
    public record Made(View view, Secret secret) {}

    /** What came of looking at a signature. */
    public enum Verdict {
        GOOD,
        /** It was made with another secret, or of another request. */
        WRONG,
        /** It was good before. */
        REPLAYED
    }

    /** Makes one; empty where the workspace has two living ones already. */
    public Optional<Made> create(Workspace.Id workspace, String label) {
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(ids.random(KEY_BYTES));
        var secret = new Secret("sign_nen_" + text);
        var kept =
                new SigningSecretStore.Kept(
                        ids.token(PREFIX),
                        workspace,
                        sealing.seal(secret, place(workspace)),
                        label,
                        clock.instant(),
                        Optional.empty());
        return store.add(kept, MOST) ? Optional.of(new Made(view(kept), secret)) : Optional.empty();
    }

    /** All, the revoked ones too; oldest first. */
    public List<View> list(Workspace.Id workspace) {
        return store.ofWorkspace(workspace).stream().map(SigningSecrets::view).toList();
    }

    /** False where there is no such living secret. */
    public boolean revoke(Workspace.Id workspace, String id) {
        return store.revoke(workspace, id, clock.instant());
    }

    /** Makes a new one in place of the older one, where there are two; both others stay valid. */
    public Made rotate(Workspace.Id workspace, String label) {
        var living =
                store.ofWorkspace(workspace).stream()
                        .filter(it -> it.revokedAt().isEmpty())
                        .toList();
        if (living.size() == MOST) {
            store.revoke(workspace, living.getFirst().id(), clock.instant());
        }
        return create(workspace, label)
                .orElseThrow(() -> new IllegalStateException("somebody else is making one, too"));
    }

    /** Whether a timestamp is near enough to now. */
    public boolean isTimely(Instant timestamp) {
        return Duration.between(timestamp, clock.instant()).abs().compareTo(WINDOW) <= 0;
    }

    /**
     * Judges a signature, and takes a good one, which will not be good again.
     *
     * @param canonical the text that was signed
     * @param signature 64 lowercase hexadecimal digits
     */
    public Verdict judge(Workspace.Id workspace, String canonical, String signature) {
        var given = HexFormat.of().parseHex(signature);
        boolean good =
                store.ofWorkspace(workspace).stream()
                        .filter(it -> it.revokedAt().isEmpty())
                        .map(it -> sealing.open(it.sealed(), place(workspace)))
                        .anyMatch(it -> MessageDigest.isEqual(hmac(it, canonical), given));
        if (!good) {
            return Verdict.WRONG;
        }
        var now = clock.instant();
        // A timestamp from the future stays good for up to two windows.
        var expires = now.plus(WINDOW.multipliedBy(2));
        return store.take(workspace, signature, now, expires) ? Verdict.GOOD : Verdict.REPLAYED;
    }

    private static byte[] hmac(Secret secret, String canonical) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.utf8(), "HmacSHA256"));
            return mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String place(Workspace.Id workspace) {
        return "signing_secret " + workspace;
    }

    private static View view(SigningSecretStore.Kept kept) {
        return new View(kept.id(), kept.label(), kept.createdAt(), kept.revokedAt());
    }
}
