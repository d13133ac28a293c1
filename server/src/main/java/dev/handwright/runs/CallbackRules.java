package dev.handwright.runs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where webhooks may go, as far as the URL tells. Names are looked up, and their addresses checked,
 * each time an event is sent.
 */
public final class CallbackRules {
    private static final int LENGTH_LIMIT = 2048;

    private final boolean plainHttp;
    private final Function<String, Optional<String>> hostProblem;

    /**
     * @param plainHttp whether http:// is allowed
     * @param hostProblem says of a host, without looking a name up, why it is refused
     */
    public CallbackRules(boolean plainHttp, Function<String, Optional<String>> hostProblem) {
        this.plainHttp = plainHttp;
        this.hostProblem = hostProblem;
    }

    sealed interface Verdict {
        record Good(URI url) implements Verdict {}

        record Bad(String problem) implements Verdict {}
    }

    Verdict check(String text) {
        if (text.length() > LENGTH_LIMIT) {
            return bad("is longer than %d characters".formatted(LENGTH_LIMIT));
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return bad("is not a URL");
        }
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return bad("must be an http or https URL");
        }
        if (scheme.equals("http") && !plainHttp) {
            return bad("must be an https URL; this server does not send webhooks unencrypted");
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            return bad("names no host");
        }
        if (url.getRawUserInfo() != null) {
            return bad("must not carry a user or password");
        }
        if (url.getPort() == 0 || url.getPort() > 65535) {
            return bad("has no valid port");
        }
        return hostProblem
                .apply(url.getHost())
                .<Verdict>map(CallbackRules::bad)
                .orElseGet(() -> new Verdict.Good(url));
    }

    private static Verdict bad(String problem) {
        return new Verdict.Bad("webhook_callback " + problem);
    }
}
