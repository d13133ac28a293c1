package dev.handwright.edge.http;

import dev.handwright.base.ByteSize;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.workspaces.Workspace;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks the signature of a request that carries one: {@code x-timestamp} and {@code x-signature},
 * the HMAC-SHA256 in hex over {@code METHOD\npath\ntimestamp\nbody_hash}
 * (docs/guides/signed-requests.md). Who signs at all must sign right, on every route.
 */
final class SignedRequest {
    private static final String TIMESTAMP = "x-timestamp";
    private static final String SIGNATURE = "x-signature";
    private static final Pattern FORM = Pattern.compile("(?:sha256=)?([0-9A-Fa-f]{64})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

    /**
     * Unix seconds have fewer digits than this until the year 5138, milliseconds more since 1973.
     */
    private static final long FIRST_MILLIS = 100_000_000_000L;

    private final SigningSecrets secrets;
    private final ByteSize bodyLimit;

    SignedRequest(SigningSecrets secrets, ByteSize bodyLimit) {
        this.secrets = secrets;
        this.bodyLimit = bodyLimit;
    }

    /**
     * @return the body, which had to be read for it; empty where the request is not signed
     * @throws Problem 401 where the signature is not good, 413 for a body beyond the limit
     */
    Optional<byte[]> verify(HttpServletRequest request, Workspace.Id workspace) throws IOException {
        var timestamp = request.getHeader(TIMESTAMP);
        var signature = request.getHeader(SIGNATURE);
        if (timestamp == null && signature == null) {
            return Optional.empty();
        }
        if (timestamp == null || signature == null) {
            throw refusal(
                    "missing_signature_headers",
                    "A signed request has both headers, %s and %s."
                            .formatted(TIMESTAMP, SIGNATURE));
        }
        if (!secrets.isTimely(instant(timestamp))) {
            throw refusal(
                    "timestamp_out_of_range",
                    "%s is more than %d minutes from this server's time; sign anew, and see that"
                                    .formatted(TIMESTAMP, SigningSecrets.WINDOW.toMinutes())
                            + " your clock is right.");
        }
        var form = FORM.matcher(signature.strip());
        if (!form.matches()) {
            throw refusal("invalid_signature", SIGNATURE + " must be 64 hexadecimal digits.");
        }
        var body = body(request);
        var canonical =
                String.join(
                        "\n",
                        request.getMethod(),
                        request.getRequestURI(),
                        timestamp,
                        sha256(body));
        switch (secrets.judge(workspace, canonical, form.group(1).toLowerCase(Locale.ROOT))) {
            case GOOD -> {}
            case WRONG ->
                    throw refusal(
                            "invalid_signature",
                            "The signature does not fit the request; sign METHOD, path, timestamp"
                                    + " and the SHA-256 of the body, each on a line, with a living"
                                    + " signing secret of this workspace.");
            case REPLAYED ->
                    throw refusal(
                            "replayed_signature",
                            "This very signature was used before; sign each request anew.");
        }
        return Optional.of(body);
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        var bytes =
                new TimedBody(ClientGone.whereBroken(request.getInputStream()))
                        .readNBytes(Math.toIntExact(bodyLimit.bytes()) + 1);
        if (bytes.length > bodyLimit.bytes()) {
            throw Problem.tooLarge(
                    "The body of a signed request may have at most %s; send larger files unsigned."
                            .formatted(bodyLimit));
        }
        return bytes;
    }

    /** Unix seconds, Unix milliseconds or ISO 8601. */
    private static Instant instant(String timestamp) {
        try {
            if (NUMBER.matcher(timestamp).matches()) {
                long number = Long.parseLong(timestamp);
                return number < FIRST_MILLIS
                        ? Instant.ofEpochSecond(number)
                        : Instant.ofEpochMilli(number);
            }
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException e) {
            throw refusal(
                    "timestamp_out_of_range",
                    TIMESTAMP
                            + " must be Unix seconds, Unix milliseconds or ISO 8601 with an"
                            + " offset, as in 2026-11-22T10:00:00Z.");
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Problem refusal(String code, String message) {
        return Problem.of(401, code, message);
    }
}
